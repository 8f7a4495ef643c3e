// A central with its embedded database that takes what it was told, batch after batch, and says at once what it
// answered; whoever started this may take away its disk in any instant.
import { readFileSync, writeSync } from 'node:fs'
import { takeBatch } from '../../../src/central/intake.ts'
import { openCentralDatabase } from '../../../src/central/open.ts'
import type { Delivery } from '../../../src/central/take-command.ts'
import { startCentral } from '../../support/central.ts'

/** What one device sends, in batches. */
export interface CentralOrder {
  readonly device: string
  readonly batches: readonly (readonly Delivery[])[]
}

const [file = '', order = ''] = process.argv.slice(2)
const { device, batches } = JSON.parse(readFileSync(order, 'utf8')) as CentralOrder
const database = await openCentralDatabase(file)
const central = await startCentral({ database, empty: true })
for (const batch of batches) {
  const { outcomes } = await takeBatch(central.deps, device, batch)
  writeSync(1, `taken ${JSON.stringify(outcomes.map(({ commandId }) => commandId))}\n`)
}
await central.close()
await database.close()
