import { randomUUID } from 'node:crypto'
import { migrations, type Migration } from '../../../migrations/list.ts'
import type { Command } from '../../../src/contract/command.ts'
import { migrate } from '../../../src/storage/migrate.ts'
import { CHAIN_START, commandText } from '../../../src/sync/chain.ts'
import { newDeviceKey, newId, sha256, signText } from '../../../src/worker/crypto.ts'
import type { Enrolment } from '../../../src/worker/desk.ts'
import { connect, keyed } from '../../../src/worker/door/connection.ts'

const OUTBOX = '0080_outbox.desk'

/** Every schema that a desk with an outbox ever had but the newest, as the migrations that had been made by then. */
export function listEarlierSchemas(): Migration[][] {
  const own = migrations.filter(({ name }) => !name.endsWith('.central'))
  const first = own.findIndex(({ name }) => name === OUTBOX)
  return own.slice(first, -1).map((_migration, index) => own.slice(0, first + index + 1))
}

/** A fresh desk of the hall, and the chain of what it did. */
export function makeChain(length: number): { enrolment: Enrolment; commands: Command[] } {
  const key = newDeviceKey()
  const hall = { id: 'h1', name: '一厅', taxAuthority: '一局', division: '210102' }
  const enrolment: Enrolment = { deviceId: newId(), name: '1号窗口', hall, profile: 'liaoning', key }
  const commands: Command[] = []
  let prev = CHAIN_START
  for (let seq = 1; seq <= length; seq++) {
    const unsigned = {
      id: newId(),
      device: enrolment.deviceId,
      seq,
      prev,
      name: 'phone.set-default',
      payload: { personId: 'p1', phoneId: `f${String(seq)}`, note: '甲'.repeat(seq % 7 === 0 ? 3000 : 30) },
      seen: {},
      operator: { staffId: 'clerk-h1', role: 'clerk' as const, hallId: 'h1' },
      profile: 'liaoning',
      instant: 1_789_000_000_000 + seq,
      protocol: 1,
    }
    const text = commandText(unsigned)
    prev = sha256(text)
    commands.push({ ...unsigned, signature: signText(text, key) })
  }
  return { enrolment, commands }
}

/** A desk's database as an earlier program left it: enrolled, with unsent commands and drafts. */
export async function makeEarlierDesk(
  file: string,
  key: string,
  schema: readonly Migration[],
  { enrolment, commands }: ReturnType<typeof makeChain>,
): Promise<void> {
  const connection = { filename: file }
  await migrate(
    { client: 'better-sqlite3', connection, pool: { min: 1, max: 1, afterCreate: keyed(key) } },
    'desk',
    schema,
  )
  const database = connect(file, key)
  const setting = database.prepare('insert into setting (name, value) values (?, ?)')
  const outbox = database.prepare(
    `insert into outbox (seq, command_id, name, envelope, state, flagged, tries, operator_id, hash, recorded_at, acknowledged)
     values (?, ?, ?, ?, 'recorded', 0, 0, ?, ?, ?, 0)`,
  )
  const draft = database.prepare('insert into draft values (?, ?, ?, ?, ?, ?)')
  database.transaction(() => {
    setting.run('enrolment', JSON.stringify(enrolment))
    for (const command of commands) {
      const { seq, id, name, operator, instant } = command
      const hash = sha256(commandText(command))
      outbox.run(seq, id, name, JSON.stringify(command), operator.staffId, hash, instant)
      if (seq % 10 === 0)
        draft.run(randomUUID(), 'capture', `草稿 ${String(seq)}`, `{"seq":${String(seq)}}`, 'clerk-h1', 1)
    }
  })()
  database.close()
}
