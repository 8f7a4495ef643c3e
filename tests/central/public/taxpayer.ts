import { APP_KEY, type TestCentral } from '../../support/central.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../../support/rows.ts'
import { cheapPasswords } from '../../support/cheap-passwords.ts'
import { writeSetting, type StandInAnswer } from '../../../src/central/stand-ins/settings.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'

/** A password of the right form; its case matters (R-PWD-05). */
export const PASSWORD = 'Nashui#2026'
const hashed = cheapPasswords.hash(PASSWORD)

/** A slider that was dragged fully right. */
export const SLID = { challenge: 'slider', answer: 'right' }

export interface TaxpayerOptions {
  readonly person?: Row
  readonly number?: string | null
  readonly relation?: Row | null
}

/**
 * A person `name` of hall h1 with document, number, username and password, LR of an enterprise of hall h2; everything
 * is named after them, so that tests don't meet.
 */
export async function makeTaxpayer(central: TestCentral, name: string, options: TaxpayerOptions = {}) {
  const serial = String(name.charCodeAt(0) * 1000 + name.length).padStart(6, '0')
  const number = options.number === undefined ? `138${serial.padStart(8, '0')}` : options.number
  const facts = {
    personId: `person-${name}`,
    document: `210102199003${serial}`,
    username: `user-${name}`,
    number: number ?? '',
    enterpriseCode: `91210102${serial.toUpperCase()}MAXX`,
    password: PASSWORD,
  }
  const passwordHash = await hashed
  await central.change(async (work) => {
    const identity = { document_type: 'resident-id', document_number: facts.document, username: facts.username, name }
    await putRow(work, 'person', personRow(facts.personId, 'h1', { ...identity, ...options.person }))
    await work.db.run(
      sql("insert into person_secret (person_id, password_hash, source, set_at) values (?, ?, 'own', 0)", [
        facts.personId,
        passwordHash,
      ]),
    )
    if (number !== null) await putRow(work, 'phone', phoneRow(`phone-${name}`, facts.personId, number))
    const enterpriseId = `enterprise-${name}`
    const columns = { credit_code: facts.enterpriseCode, taxpayer_number: `N${facts.enterpriseCode}` }
    await putRow(work, 'enterprise', enterpriseRow(enterpriseId, 'h2', columns))
    if (options.relation === null) return
    const relation = { identity_type: 'legal-representative', ...options.relation }
    await putRow(work, 'relation', relationRow(`relation-${name}`, 'h2', enterpriseId, facts.personId, relation))
  })
  return facts
}
export type Taxpayer = Awaited<ReturnType<typeof makeTaxpayer>>

/** Speaks the public log-in over HTTP, as a browser does. */
export function browser(central: TestCentral) {
  const post = async (path: string, body: unknown, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const answer = await fetch(`${central.url}/v1/auth/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const form = { humanCheck: SLID, channel: 'web' }
  return {
    post,
    enterprise: (who: Taxpayer, fields: object = {}) =>
      post('first-step', {
        entrance: 'enterprise',
        enterpriseCode: who.enterpriseCode,
        account: who.document,
        password: who.password,
        ...form,
        ...fields,
      }),
    person: (who: Taxpayer, fields: object = {}) =>
      post('first-step', {
        entrance: 'person',
        tab: 'document',
        account: who.document,
        password: who.password,
        ...form,
        ...fields,
      }),
    /** Step two by an APP: opens its QR code, lets the APP read it, and goes on with it. */
    scan: async (token: unknown, factor: 'province-app' | 'iit-app', fields: object = {}) => {
      const opened = await post('scan', { token, factor })
      if (opened.status !== 200) return opened
      const scan = String(opened.body['scan'])
      await fetch(`${central.url}/v1/app/scans`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${APP_KEY}` },
        body: JSON.stringify({ scan, app: factor }),
      })
      return post('second-step', { token, factor, scan, ...fields })
    },
    session: async (token: string) => {
      const answer = await fetch(`${central.url}/v1/auth/session`, { headers: { authorization: `Bearer ${token}` } })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
  }
}

/** The refusal's code, or the status when there is none. */
export const codeOf = ({ status, body }: { status: number; body: Record<string, unknown> }): string | number =>
  status === 409 ? (body['refusal'] as { code: string }).code : status

/** The code of the newest message to a number, as the stand-ins' page shows it. */
export async function readCode(central: TestCentral, number: string): Promise<string> {
  const row = await central.deps.database.read((db) =>
    db.find<{ content: string }>(
      sql('select content from stand_in_message where recipient = ? order by at desc, id desc limit 1', [number]),
    ),
  )
  return /\d{6}/.exec(row?.content ?? '')?.[0] ?? ''
}

/** Tells the face stand-in what to answer from now on. */
export const setFace = (central: TestCentral, answer: StandInAnswer<'face'>): Promise<void> =>
  writeSetting(central.deps.database, 'face', { answer, delay: 0, once: false })

/** The log of one person or enterprise, oldest first. */
export const readLog = (central: TestCentral, name: string): Promise<Row[]> =>
  central.deps.database.read((db) =>
    db.all<Row>(
      sql('select * from login_log where person_id = ? or enterprise_id = ? order by at, id', [
        `person-${name}`,
        `enterprise-${name}`,
      ]),
    ),
  )
