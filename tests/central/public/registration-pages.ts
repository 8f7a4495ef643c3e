import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import type { TestCentral } from '../../support/central.ts'
import { personRow } from '../../support/rows.ts'
import { apiOf, appOf } from './api.ts'
import { PASSWORD, readCode } from './taxpayer.ts'

let serial = 100
/** A fresh identity card number of a person nobody knows. */
export const idNumber = () => {
  const first17 = `21010219900307${String(serial++)}`
  return first17 + idNumberChecksum(first17)
}
export const identityOf = (documentNumber: string) => ({
  name: '关山月',
  documentType: 'resident-id',
  documentNumber,
  sex: 'female',
  nationality: '中国',
})

/** Goes through the pages as a browser does. */
export function pages(central: TestCentral) {
  const api = apiOf(central)
  const open = async (road: 'person' | 'overseas' = 'person') =>
    (await api('registrations.open', { body: { road, agreed: true } })).body.registration
  const identity = (registration: string, fields: ReturnType<typeof identityOf>) =>
    api('registrations.identity', { body: { registration, ...fields } })
  const account = async (
    registration: string,
    to: string,
    fields: { username?: string; password?: string; code?: string } = {},
  ) => {
    await api('registrations.code', { body: { registration, to } })
    const { password = PASSWORD, code = await readCode(central, to) } = fields
    const body = { registration, to, code, password, confirmation: password }
    return api('registrations.account', {
      body: { ...body, ...(fields.username === undefined ? {} : { username: fields.username }) },
    })
  }
  const scan = async (registration: string) => {
    const { scan: ticket } = (await api('registrations.scan', { body: { registration } })).body
    await appOf(central)('app.take-scan', { body: { scan: ticket, app: 'province-app' } })
    return ticket
  }
  const finish = (registration: string, ticket?: string) =>
    api('registrations.finish', { body: { registration, ...(ticket === undefined ? {} : { scan: ticket }) } })
  /** All pages, with the face. */
  const all = async (documentNumber: string, number: string) => {
    const registration = await open()
    await identity(registration, identityOf(documentNumber))
    await account(registration, number)
    return finish(registration, await scan(registration))
  }
  return { api, open, identity, account, scan, finish, all }
}

export const personOf = (central: TestCentral, documentNumber: string) =>
  central.deps.database.read((db) =>
    db.find<Row>(sql('select * from person where document_number = ?', [documentNumber])),
  )
export const phonesOf = (central: TestCentral, personId: unknown) =>
  central.deps.database.read((db) =>
    db.all<Row>(sql('select number, state, is_default from phone where person_id = ? order by number', [personId])),
  )

/** Somebody a hall has captured: an account on its initial value, as R-TR-ACC-04 leaves it. */
export async function captured(central: TestCentral, columns: Row = {}) {
  const document = idNumber()
  const row = personRow(`captured-${document}`, 'h1', {
    name: '关山月',
    document_type: 'resident-id',
    document_number: document,
    account_state: 'A1',
    credential_state: 'K1',
    captured_phone: '13700000001',
    ...columns,
  })
  await central.change((work) => putRow(work, 'person', row))
  return document
}
