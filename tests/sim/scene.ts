import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { openCentralDatabase } from '../../src/central/open.ts'
import { idNumberChecksum } from '../../src/domain/document/id-number.ts'
import type { Role } from '../../src/domain/kernel/actor.ts'
import { sql } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { putRow, type Work } from '../../src/storage/rows.ts'
import { CHAIN_START } from '../../src/sync/chain.ts'
import type { Enrolment } from '../../src/worker/desk.ts'
import { putSetting } from '../../src/worker/settings.ts'
import { enterpriseRow, hallRow, personRow, phoneRow, relationRow, staffRow } from '../support/rows.ts'
import { Life } from './life.ts'
import { BEGINNING } from './platform.ts'

/** Where the six desks of every story stand; the last one may be carried to the other hall. */
export const DESKS = ['h1', 'h1', 'h1', 'h2', 'h2', 'h2'] as const
export const HALLS = ['h1', 'h2'] as const

/** Everybody the stories are about: at home in a hall, some at work in the other. */
export const PEOPLE = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'] as const
export const ENTERPRISES = ['E1', 'E2'] as const
const NAMES = ['张三', '李四', '王五', '赵六', '欧阳娜娜', '𠮷野家子'] as const

export const deviceId = (desk: number): string => `desk-${String(desk + 1)}`
export const clerkOf = (desk: number) => ({
  staffId: `clerk-${String(desk + 1)}`,
  login: `clerk-${String(desk + 1)}`,
  name: '王窗口',
  role: (desk % 3 === 2 ? 'field-officer' : 'clerk') as Role,
  hallId: DESKS[desk] ?? 'h1',
})

const PKCS8 = '302e020100300506032b657004220420'

/** A desk's signing key, the same in every story. */
export function deviceKey(desk: number) {
  const seed = createHash('sha256').update(deviceId(desk)).digest('hex')
  const der = Buffer.from(PKCS8 + seed, 'hex')
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  return {
    privateKey: der.toString('base64'),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  }
}

/** The number of a mobile phone that nobody else has. */
export const mobile = (n: number): string => `138${String(n).padStart(8, '0')}`

/** The number of an identity card. */
export const card = (n: number): string => {
  const first = `21010219900307${String(n).padStart(3, '0')}`
  return first + idNumberChecksum(first)
}

async function fillPeople(work: Work): Promise<void> {
  for (const [n, id] of PEOPLE.entries()) {
    const hall = n < 3 ? 'h1' : 'h2'
    const name = NAMES[n] ?? '张三'
    await putRow(
      work,
      'person',
      personRow(id, hall, { name, document_number: card(n + 1), document_type: 'resident-id' }),
    )
    for (const k of [0, 1, 2])
      await putRow(
        work,
        'phone',
        phoneRow(`${id}-${String(k)}`, id, mobile(n * 10 + k), { is_default: k === 0 ? 1 : 0 }),
      )
    await putRow(work, 'person_document', {
      ...{ person_id: id, document_type: 'passport', document_number: `E${id}`, is_main: 0, added_at: 1, version: 0 },
    })
  }
}

/** P1 and P4 speak for their enterprises; P3 and P5 work across the border of the halls. */
const RELATIONS = [
  ['P1', 'E1', 'legal-representative'],
  ['P2', 'E1', 'staff-full'],
  ['P5', 'E1', 'staff-full'],
  ['P4', 'E2', 'legal-representative'],
  ['P3', 'E2', 'staff-full'],
  ['P6', 'E2', 'staff-full'],
] as const

async function fillEnterprises(work: Work): Promise<void> {
  await putRow(work, 'enterprise', enterpriseRow('E1', 'h1', { name: '沈阳甲贸易有限公司' }))
  await putRow(work, 'enterprise', enterpriseRow('E2', 'h2', { name: '大连乙物流有限公司' }))
  for (const [person, enterprise, type] of RELATIONS)
    await putRow(
      work,
      'relation',
      relationRow(`${person}-${enterprise}`, enterprise === 'E1' ? 'h1' : 'h2', enterprise, person, {
        identity_type: type,
        in_core: person === 'P2' || person === 'P6' ? 1 : 0,
      }),
    )
}

async function fillCentral(work: Work): Promise<void> {
  for (const hall of HALLS) await putRow(work, 'hall', hallRow(hall))
  for (const [desk, hall] of DESKS.entries()) {
    const { staffId, role } = clerkOf(desk)
    await putRow(work, 'staff', staffRow(staffId, hall, role))
    await work.db.run(
      sql(
        "insert into device (id, hall_id, name, public_key, state, last_seq, chain_head, enrolled_at) values (?, ?, ?, ?, 'active', 0, ?, 0)",
        [deviceId(desk), hall, `${String(desk + 1)}号窗口`, deviceKey(desk).publicKey, CHAIN_START],
      ),
    )
  }
  await fillPeople(work)
  await fillEnterprises(work)
}

/** Makes the files that every story begins with: a central with everybody, and desks that know themselves alone. */
export async function makeScene(directory: string): Promise<void> {
  const central = await openCentralDatabase(join(directory, 'central.db'))
  await central.write(async (db) => {
    const log = new FeedLog()
    await fillCentral({ db, log })
    await log.flush(db, BEGINNING)
    await db.run(sql("update central_state set value = 'epoch-0' where name = 'feed-epoch'"))
  })
  await central.close()
  for (const [desk, hall] of DESKS.entries()) {
    const filename = join(directory, `desk-${String(desk)}.db`)
    await migrate({ client: 'better-sqlite3', connection: { filename } }, 'desk')
    new BetterSqlite3(filename).pragma('journal_mode = wal')
    const life = new Life(
      deviceId(desk),
      () => undefined,
      () => undefined,
    )
    const enrolment: Enrolment = {
      deviceId: deviceId(desk),
      name: `${String(desk + 1)}号窗口`,
      hall: { id: hall, name: hall, taxAuthority: `${hall} 税务局`, division: '210102' },
      profile: 'liaoning',
      key: deviceKey(desk),
    }
    await life.open(filename).write((db) => putSetting(db, 'enrolment', enrolment))
    life.end()
  }
}
