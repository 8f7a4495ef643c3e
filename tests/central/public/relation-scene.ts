import type { TestCentral } from '../../support/central.ts'
import { relationRow } from '../../support/rows.ts'
import { PERSONAL, putSession } from '../../../src/storage/person-session.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import { apiOf, scanFor, type Api } from './api.ts'
import { browser, codeOf, makeTaxpayer, type Taxpayer } from './taxpayer.ts'

/** Everybody of a test is somebody else: `a` … `z`, `ax` … `zx`, … */
let count = 0
function freshName(): string {
  const name = String.fromCharCode(97 + (count % 26)) + 'x'.repeat(Math.floor(count / 26) + 1)
  count++
  return name
}

const enterpriseIdOf = (owner: Taxpayer) => owner.personId.replace('person-', 'enterprise-')

/** A person with a log-in of their own, and the API in natural-person business. */
export async function makePerson(central: TestCentral, columns: Row = {}) {
  const name = freshName()
  const who = await makeTaxpayer(central, name, { relation: null, person: columns })
  const token = await logInTo(central, who)
  return { who, name, token, api: apiOf(central, token) }
}
export type ScenePerson = Awaited<ReturnType<typeof makePerson>>

/** A finished log-in: natural-person business, or an enterprise in one of the person's identities. */
export async function logInTo(
  central: TestCentral,
  who: Taxpayer,
  enterprise: { readonly id: string; readonly code: string; readonly identityType: string } | null = null,
): Promise<string> {
  const token = central.deps.newId()
  const now = central.deps.now()
  const business = enterprise && {
    entrance: 'enterprise' as const,
    enterpriseCode: enterprise.code,
    enterpriseId: enterprise.id,
    identityType: enterprise.identityType,
  }
  const expiresAt = now + 400 * 86_400_000
  const session = { ...PERSONAL, ...business, personId: who.personId, stage: 'done', expiresAt } as const
  await central.deps.database.write((db) => putSession(db, central.deps.sha256(token), session, now))
  return token
}

/** On which list of each side a relation stands, and how it is shown there. */
async function findOnLists(enterprise: Api, person: Api, relationId: string) {
  const pages = {
    enterprise: {
      present: await enterprise('staff.list'),
      pending: await enterprise('staff.pending'),
      history: await enterprise('staff.history'),
    },
    person: {
      present: await person('authorisations.list'),
      pending: await person('authorisations.pending'),
      history: await person('authorisations.history'),
    },
  }
  const find = (lists: typeof pages.enterprise | typeof pages.person) => {
    for (const [tab, { body }] of Object.entries(lists)) {
      const row = body.rows.find((one) => one.id === relationId)
      if (row !== undefined) return { tab, label: row.label, offers: row.offers, kind: row.kind }
    }
    return undefined
  }
  return { enterprise: find(pages.enterprise), person: find(pages.person) }
}

/** An enterprise with its 法定代表人 logged in, and everything a test does around it. */
export async function startScene(central: TestCentral) {
  const name = freshName()
  const owner = await makeTaxpayer(central, name, { relation: { in_core: 1, initiator: 'core', functions: '[]' } })
  const id = enterpriseIdOf(owner)
  const code = owner.enterpriseCode
  const lead = { id, code, identityType: 'legal-representative' }
  const token = await logInTo(central, owner, lead)

  /** Puts a relation as it would have come about; gives its id. */
  const relate = async ({ who }: Pick<ScenePerson, 'who'>, columns: Row = {}) => {
    const relationId = central.deps.newId()
    const row = {
      identity_type: 'staff-filing',
      functions: '["filing.declare"]',
      valid_until: '2099-12-31',
      ...columns,
    }
    await central.change((work) => putRow(work, 'relation', relationRow(relationId, 'h2', id, who.personId, row)))
    return relationId
  }
  return {
    id,
    code,
    name,
    owner,
    /** The relation of the 法定代表人. */
    ownerRelation: `relation-${name}`,
    token,
    api: apiOf(central, token),
    relate,
    /** The form for adding this person. */
    form: ({ who, name: personName }: Pick<ScenePerson, 'who' | 'name'>, fields: object = {}) => ({
      personName,
      documentType: 'resident-id' as const,
      documentNumber: who.document,
      identityType: 'staff-filing' as const,
      functions: ['filing.declare'],
      validUntil: '2099-12-31',
      ...fields,
    }),
    /** The API of somebody who acts for the enterprise in this identity. */
    as: async ({ who }: Pick<ScenePerson, 'who'>, identityType: string) =>
      apiOf(central, await logInTo(central, who, { id, code, identityType })),
    /** What the first step of this person's log-in to the enterprise ends in: a refusal's code, or 200. */
    enter: async ({ who }: Pick<ScenePerson, 'who'>) =>
      codeOf(await browser(central).enterprise(who, { enterpriseCode: code })),
    /** The person's acceptance with a passed face. */
    accept: async (person: ScenePerson, relationId: string) => {
      const scan = await scanFor(central, person.token, 'authorisations.accept')
      return person.api('authorisations.accept', { params: { relationId }, body: { scan } })
    },
    seenBy: (person: ScenePerson, relationId: string) => findOnLists(apiOf(central, token), person.api, relationId),
  }
}
export type Scene = Awaited<ReturnType<typeof startScene>>
