import { afterEach, beforeEach, expect, it } from 'vitest'
import { takeBatch } from '../../src/central/intake.ts'
import { retryRound } from '../../src/central/retry-held.ts'
import { sql } from '../../src/storage/database.ts'
import { patchRow, putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { enrolledDevice } from '../support/device.ts'
import { enterpriseRow, personRow, relationRow } from '../support/rows.ts'

const DOCUMENT = '210102199003071234'
const caseRow = (state: string, at: number) => ({
  id: 'case-1',
  command_id: 'capture-1',
  hall_id: 'h1',
  kind: 'new',
  branch: 'id-card',
  state,
  step: 'C0',
  edited: '[]',
  person_id: null,
  document_type: 'resident-id',
  document_number: DOCUMENT,
  name: '李四',
  problem: null,
  version: 0,
  updated_at: at,
})

let central: TestCentral
let now = 1_795_000_000_000
beforeEach(async () => {
  central = await startCentral({ now: () => now })
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('boss', 'h1'))
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
    const manager = { identity_type: 'legal-representative', initiator: 'core', in_core: 1 }
    await putRow(work, 'relation', relationRow('r0', 'h1', 'e1', 'boss', manager))
    await putRow(work, 'capture_case', caseRow('queued', now))
  })
})
afterEach(() => central.close())

const results = () =>
  central.deps.database.read((db) =>
    db.all<{ state: string; waits_for: string | null }>(sql('select state, waits_for from command_result')),
  )

/** The legal representative adds somebody whose capture is still under way. */
async function addMember(): Promise<void> {
  const device = await enrolledDevice(central.deps.database)
  const payload = {
    enterpriseId: 'e1',
    personName: '李四',
    documentType: 'resident-id',
    documentNumber: DOCUMENT,
    identityType: 'staff-filing',
    functions: ['filing.declare'],
    validUntil: '2027-06-30',
  }
  const visit = {
    visitId: 'v1',
    personId: 'boss',
    presence: 'card-reader' as const,
    acting: { kind: 'enterprise' as const, enterpriseId: 'e1', identityType: 'legal-representative' },
    since: now,
  }
  const command = device.next('relation.add', payload, { visit, instant: now })
  await takeBatch(central.deps, device.id, [{ command, withdrawn: false }])
}

it('[CF-19] decides an add that waits for a capture as soon as the capture was accepted', async () => {
  await addMember()
  expect(await results()).toEqual([{ state: 'held', waits_for: 'person' }])
  now += 1000
  await retryRound(central.deps)
  expect(await results()).toEqual([{ state: 'held', waits_for: 'person' }])
  await central.change(async (work) => {
    const columns = { name: '李四', document_type: 'resident-id', document_number: DOCUMENT, captured_at: now }
    await putRow(work, 'person', personRow('new', 'h1', columns))
    await patchRow(work, 'capture_case', ['case-1'], { state: 'accepted', updated_at: now })
  })
  await retryRound(central.deps)
  expect(await results()).toEqual([{ state: 'effective', waits_for: null }])
})

it('[CF-19] goes on waiting while the capture can be mended, and decides once for each change of it', async () => {
  await addMember()
  const audited = async () => {
    const row = await central.deps.database.read((db) => db.find<{ n: number }>(sql('select count(*) as n from audit')))
    return Number(row?.n)
  }
  now += 1000
  await central.change((work) => patchRow(work, 'capture_case', ['case-1'], { state: 'needs-work', updated_at: now }))
  now += 1000
  const before = await audited()
  for (let round = 0; round < 3; round++) await retryRound(central.deps)
  expect(await results()).toEqual([{ state: 'held', waits_for: 'person' }])
  expect(await audited()).toBe(before + 1)
})
