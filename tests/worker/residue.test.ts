import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { remoteAnswers } from '../../src/central/answers.ts'
import { sql } from '../../src/storage/database.ts'
import { reads } from '../../src/storage/queries.ts'
import { putRow } from '../../src/storage/rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { openRoad, type Road } from '../support/road.ts'
import { jpeg } from '../support/pictures.ts'
import { personRow, phoneRow } from '../support/rows.ts'

/** What must be found nowhere outside the encrypted database and the wire. */
const SECRETS = {
  name: '欧阳残留',
  document: '210102199001019992',
  phone: '13866669999',
  'new phone': '13877778888',
  'staff password': PASSWORD,
  'wrong password': 'Wrong-guess-77',
}
const HIDDEN_IN_AUDIT = ['name', 'document', 'phone', 'new phone', 'staff password', 'wrong password'] as const

let central: TestCentral
let road: Road
let desk: TestDesk
const printed: string[] = []

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.push(String(text))
    return true
  })
  central = await startCentral()
  await central.change(async (work) => {
    const { name, document, phone } = SECRETS
    await putRow(
      work,
      'person',
      personRow('p1', 'h1', { name, document_number: document, document_type: 'resident-id' }),
    )
    await putRow(work, 'phone', phoneRow('f1', 'p1', phone))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  road = await openRoad(central.url)
  desk = await startTestDesk({ ...central, url: road.url })
  await workADay()
}, 60_000)
afterAll(async () => {
  vi.restoreAllMocks()
  await desk.close()
  await road.close()
  await central.close()
})

/** Searching, a visit, acts with and without a network, faults on both sides, wrong passwords, a restart. */
async function workADay(): Promise<void> {
  await desk.get('search.find', { text: SECRETS.name })
  await desk.get('search.find', { text: SECRETS.phone })
  await desk.get('search.find', { text: SECRETS.document })
  const { document: number, name } = SECRETS
  await desk.get('visit.start', { met: { by: 'document', documentType: 'resident-id', number, name } })
  await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
  await desk.call('attachment.put', { content: jpeg(400, 300), purpose: 'front' })
  road.travel(() => ({ status: 500, body: JSON.stringify({ number: SECRETS.phone }) }))
  await desk.get('phone.add', { personId: 'p1', number: SECRETS['new phone'] })
  await desk.call('relation.ask-person', {
    documentType: 'resident-id',
    documentNumber: SECRETS.document,
    personName: SECRETS.name,
  })
  road.travel()
  await desk.settle()
  await meetDefects()
  await desk.get('visit.end', {})
  await desk.get('session.sign-out', {})
  await desk.call('session.sign-in', { login: 'clerk-h1', password: SECRETS['wrong password'] })
  road.travel(() => 'drop')
  await desk.call('session.sign-in', { login: 'clerk-h1', password: SECRETS['wrong password'] })
  road.travel()
  await desk.restart()
}

/** Defects on both sides whose messages tell of a person, as those of databases do. */
async function meetDefects(): Promise<void> {
  const fails = () => Promise.reject(new Error(`no row ${Object.values(SECRETS).join('\n')}`))
  const ask = { documentType: 'resident-id', documentNumber: SECRETS.document, personName: SECRETS.name } as const
  const [list, look] = [reads['phone.list'], remoteAnswers['relation.ask-person']]
  Object.assign(reads, { 'phone.list': fails })
  Object.assign(remoteAnswers, { 'relation.ask-person': fails })
  await desk.call('phone.list', { personId: 'p1' })
  await desk.call('relation.ask-person', ask)
  Object.assign(reads, { 'phone.list': list })
  Object.assign(remoteAnswers, { 'relation.ask-person': look })
}

const files = (): string[] =>
  readdirSync(desk.directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(desk.directory, name))
    .filter((path) => statSync(path).isFile())

const encodings = (secret: string) => [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')]

describe('after a day’s work', () => {
  it('[TRUST-45] no file of the desk holds a person or a password in clear', () => {
    expect(files().length).toBeGreaterThan(0)
    for (const path of files()) {
      const content = readFileSync(path)
      for (const [what, secret] of Object.entries(SECRETS))
        expect([path, what, encodings(secret).some((bytes) => content.includes(bytes))]).toEqual([path, what, false])
    }
  })

  it('[OP-13] nothing that was printed tells of a person or a password', () => {
    const all = printed.join('')
    // One line of the desk and one of the central at the least, or the defects went unnoticed.
    expect(printed.filter((line) => line.startsWith('fault ')).length).toBeGreaterThanOrEqual(2)
    for (const [what, secret] of Object.entries(SECRETS)) expect([what, all.includes(secret)]).toEqual([what, false])
  })

  it.each(['desk', 'central'] as const)(
    '[TRUST-51] the audit of the %s names people by their ids alone',
    async (side) => {
      const database = side === 'desk' ? desk.running.desk.database : central.deps.database
      const rows = await database.read((db) => db.all<Record<string, unknown>>(sql('select * from audit')))
      expect(rows.length).toBeGreaterThan(1)
      const all = JSON.stringify(rows)
      for (const what of HIDDEN_IN_AUDIT) expect([what, all.includes(SECRETS[what])]).toEqual([what, false])
    },
  )
})
