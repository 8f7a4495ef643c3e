import { beforeAll, expect, it } from 'vitest'
import { beijingMidnight } from '../../src/domain/kernel/calendar.ts'
import type { DecideContext } from '../../src/domain/kernel/context.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import { findClient, listClients } from '../../src/storage/agency-clients.ts'
import { findAgencyByCode, listPersonnel } from '../../src/storage/agency-load.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { getHandler } from '../../src/storage/execute.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { putRow, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { agencyPersonRow, agencyRow, agreementRow } from '../support/agency-rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enterpriseRow, hallRow, personRow, relationRow } from '../support/rows.ts'

const DAY = '2026-03-10'
const NOW = beijingMidnight(DAY)
const CODE = '91210102MA0UY1QQ89'
let commands = 0

type Put = (table: ReplicatedTable, row: Row) => Promise<void>

async function write(database: Database, fill: (put: Put) => Promise<void>) {
  await database.write(async (db) => {
    const log = new FeedLog()
    await fill((table, row) => putRow({ db, log }, table, row))
    await log.flush(db, NOW)
  })
}

/** Decides and saves as the central does, for the clerk of hall H with the client's manager before them. */
function decide(database: Database, name: string, payload: Record<string, unknown>, now = NOW) {
  const context: DecideContext = {
    now,
    actor: { kind: 'staff', staffId: 'clerk', role: 'clerk', hallId: 'H', deviceId: 'desk' },
    policy: liaoning,
    commandId: `command-${String(++commands)}`,
    proofs: [],
    visit: {
      visitId: 'visit',
      personId: 'M',
      presence: 'card-reader',
      acting: { kind: 'enterprise', enterpriseId: 'C', identityType: 'legal-representative' },
      since: now,
    },
  }
  return database.write(async (db) => {
    const log = new FeedLog()
    const { decision, save } = await getHandler(name).judge(db, { name, payload, seen: {} }, context)
    await save({ db, log })
    await log.flush(db, now)
    return { ...decision, commandId: context.commandId }
  })
}

const named = (personName: string, documentNumber: string) => ({
  personName,
  documentType: 'resident-id',
  documentNumber,
})
const NADIA = named('欧阳娜娜', '210102199003071235')
const NEW = named('司马新', '210102199103071236')

forEachDatabase('agencies', (open) => {
  let database: Database
  const clientsOf = (agencyId: string, personId: string, day = DAY) =>
    database.read(async (db) =>
      (await listClients(db, agencyId, personId, beijingMidnight(day))).map((client) => client.enterpriseId),
    )
  beforeAll(async () => {
    database = await open()
    await write(database, async (put) => {
      await put('hall', hallRow('H'))
      const id = { document_type: 'resident-id' }
      await put('person', personRow('N', 'H', { ...id, name: '欧阳娜娜', document_number: NADIA.documentNumber }))
      await put('person', personRow('M', 'H', { document_type: 'resident-id', document_number: 'M' }))
      for (const enterprise of ['C', 'D', 'E', 'F', 'G'])
        await put(
          'enterprise',
          enterpriseRow(enterprise, 'H', { credit_code: `CODE${enterprise}`, name: `${enterprise} 公司` }),
        )
      const manager = { identity_type: 'legal-representative' }
      await put('relation', relationRow('manager', 'H', 'C', 'M', manager))
      await put('agency', agencyRow('known', 'H'))
      await put('agency_person', agencyPersonRow('known', 'N'))
      await put('agency_agreement', agreementRow('k1', 'known', 'D', ['N']))
      await put('agency_agreement', agreementRow('k2', 'known', 'E', ['N'], { valid_until: '2026-03-10' }))
      await put('agency_agreement', agreementRow('k3', 'known', 'F', ['N'], { valid_from: '2026-03-11' }))
      await put('agency_agreement', agreementRow('k4', 'known', 'G', ['M']))
    })
  })

  it('[R-AGY-02] lists all clients an agent may enter, and [R-AGY-14] by their dates', async () => {
    expect(await clientsOf('known', 'N')).toEqual(['D', 'E'])
    expect(await clientsOf('known', 'N', '2026-03-11')).toEqual(['D', 'F'])
    const clients = await database.read((db) => listClients(db, 'known', 'N', NOW))
    expect(clients[0]).toMatchObject({ agreementId: 'k1', validFrom: '2020-01-01', validUntil: '2099-12-31' })
  })

  it('[R-AGY-09] shows no client to whom one form doesn’t name', async () => {
    expect(await clientsOf('known', 'M')).toEqual([])
    expect(await clientsOf('nowhere', 'N')).toEqual([])
  })

  it('[R-AGY-03] finds one represented client and none besides', async () => {
    const find = (enterpriseId: string) =>
      database.read((db) => findClient(db, { agencyId: 'known', enterpriseId, personId: 'N' }, NOW))
    expect(await find('D')).toMatchObject({ enterpriseId: 'D' })
    expect(await find('G')).toBeUndefined()
    expect(await find('C')).toBeUndefined()
  })

  it('[R-TR-AGY-01] keeps the first form with people nobody knew, who get no account by it', async () => {
    const form = { agencyCode: CODE, agencyName: '沈阳甲事务所', people: [NADIA, NEW] }
    expect(await decide(database, 'agency.file-basic-form', form)).toMatchObject({ kind: 'accepted' })
    const agency = await database.read((db) => findAgencyByCode(db, CODE))
    expect(agency).toMatchObject({ name: '沈阳甲事务所', hallId: 'H', basicFormAt: NOW })
    const people = await database.read((db) => listPersonnel(db, agency?.id ?? ''))
    expect(people).toHaveLength(2)
    const stranger = await database.read((db) =>
      db.find(sql('select account_state from person where document_number = ?', [NEW.documentNumber])),
    )
    expect(stranger).toEqual({ account_state: 'A0' })
  })

  it('[R-AGY-10] both forms filed, lets in whoever has an account', async () => {
    const agents = [NADIA, NEW].map(({ documentType, documentNumber }) => ({ documentType, documentNumber }))
    const terms = { clientCode: 'CODEC', agents, validFrom: '2026-01-01', validUntil: '2026-12-31' }
    expect(await decide(database, 'agency.file-agreement', { agencyCode: CODE, ...terms })).toMatchObject({
      kind: 'accepted',
    })
    const agency = await database.read((db) => findAgencyByCode(db, CODE))
    const agencyId = agency?.id ?? ''
    expect(await clientsOf(agencyId, 'N')).toEqual(['C'])
    const newcomer = await database.read((db) =>
      db.find<{ id: string }>(sql('select id from person where document_number = ?', [NEW.documentNumber])),
    )
    expect(await clientsOf(agencyId, newcomer?.id ?? '')).toEqual([])
    await write(database, async (put) => {
      const row = await database.read((db) => db.find<Row>(sql('select * from person where id = ?', [newcomer?.id])))
      await put('person', { ...row, account_state: 'A2' })
    })
    expect(await clientsOf(agencyId, newcomer?.id ?? '')).toEqual(['C'])
  })

  it('[R-TR-AGY-06] lets go an agent whom the first form names no more', async () => {
    const form = { agencyCode: CODE, agencyName: '沈阳甲事务所', people: [NEW] }
    await decide(database, 'agency.file-basic-form', form)
    const agency = await database.read((db) => findAgencyByCode(db, CODE))
    expect(await clientsOf(agency?.id ?? '', 'N')).toEqual([])
  })

  it('[R-TR-AGY-05] empties the list when the client ends the agreement', async () => {
    const agency = await database.read((db) => findAgencyByCode(db, CODE))
    const agencyId = agency?.id ?? ''
    await decide(database, 'agency.file-basic-form', {
      agencyCode: CODE,
      agencyName: '沈阳甲事务所',
      people: [NADIA, NEW],
    })
    expect(await clientsOf(agencyId, 'N')).toEqual(['C'])
    const row = await database.read((db) =>
      db.find<{ id: string }>(sql('select id from agency_agreement where agency_id = ?', [agencyId])),
    )
    const cancel = { agreementId: row?.id, agencyId, enterpriseId: 'C' }
    expect(await decide(database, 'agency.cancel', cancel)).toMatchObject({ kind: 'accepted' })
    expect(await clientsOf(agencyId, 'N')).toEqual([])
  })
})
