import type { z } from 'zod'
import { cheapPasswords } from '../../support/cheap-passwords.ts'
import { act } from '../../../src/central/public/act.ts'
import { pictureCode } from '../../../src/central/stand-ins/human-check.ts'
import { writeCoreRecord } from '../../../src/central/stand-ins/core-records.ts'
import type { CorePerson } from '../../../src/contract/core.ts'
import type { operations, OperationName } from '../../../src/contract/public/registry.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import type { TestCentral } from '../../support/central.ts'
import { personRow, phoneRow, relationRow } from '../../support/rows.ts'
import { apiOf, type Answered } from './api.ts'
import { makeTaxpayer, readCode, type Taxpayer } from './taxpayer.ts'

/** The picture code as somebody reads it, with the agreement ticked. */
export const PICTURE = { challenge: 'picture-1', answer: pictureCode('picture-1'), agreed: true }

export const ENTERPRISE_PASSWORD = 'Qiye#2026'
export const MEMBER_PASSWORD = 'Geren#2026'
const enterpriseHash = cheapPasswords.hash(ENTERPRISE_PASSWORD)
const memberHash = cheapPasswords.hash(MEMBER_PASSWORD)

export const enterpriseOf = (who: Taxpayer) => who.personId.replace('person-', 'enterprise-')
export const relationOf = (who: { readonly personId: string }) => who.personId.replace('person-', 'relation-')

interface CompanyOptions {
  readonly accountKind?: 'tax' | 'social-insurance'
  /** Whether a manager has logged in the ordinary way before. */
  readonly seen?: boolean
}

/** An enterprise whose LR is a taxpayer of this name, named by the core system, with an enterprise password. */
export async function makeCompany(
  central: TestCentral,
  name: string,
  { accountKind = 'tax', seen = true }: CompanyOptions = {},
): Promise<Taxpayer> {
  const who = await makeTaxpayer(central, name, { relation: { in_core: 1 } })
  const hash = await enterpriseHash
  await central.deps.database.write((db) =>
    db.run(
      sql(
        'insert into enterprise_secret (enterprise_id, password_hash, account_kind, set_at, first_login_at) values (?, ?, ?, 0, ?)',
        [enterpriseOf(who), hash, accountKind, seen ? 1 : null],
      ),
    ),
  )
  return who
}

interface MemberOptions {
  readonly person?: Row
  readonly relation?: Row
  readonly number?: string
}

/** A further person of a company, as staff the core system names. */
export async function makeMember(central: TestCentral, owner: Taxpayer, name: string, options: MemberOptions = {}) {
  const personId = `person-${name}`
  const number = options.number ?? `137${String(name.charCodeAt(0) * 1000 + name.length).padStart(8, '0')}`
  const document = `21010219910${String(name.charCodeAt(0) * 1000 + name.length).padStart(7, '0')}`
  await central.change(async (work) => {
    const columns = { document_type: 'resident-id', document_number: document, name, ...options.person }
    await putRow(work, 'person', personRow(personId, 'h1', columns))
    await putRow(work, 'phone', phoneRow(`phone-${name}`, personId, number))
    const relation = { identity_type: 'staff', in_core: 1, ...options.relation }
    await putRow(work, 'relation', relationRow(`relation-${name}`, 'h2', enterpriseOf(owner), personId, relation))
  })
  return { personId, number, document, name }
}

/** Gives a member a password at the enterprise. */
export async function giveSecret(central: TestCentral, who: { readonly personId: string }, columns: Row = {}) {
  const row = { state: 'K2', bound: 0, void_at: null, password_hash: await memberHash, ...columns }
  await central.deps.database.write((db) =>
    db.run(
      sql(
        'insert into member_secret (relation_id, password_hash, state, bound, void_at, set_at) values (?, ?, ?, ?, ?, 0) on conflict (relation_id) do update set password_hash = excluded.password_hash, state = excluded.state, bound = excluded.bound, void_at = excluded.void_at',
        [relationOf(who), row.password_hash, row.state, row.bound, row.void_at],
      ),
    ),
  )
}

/** Writes an identity the enterprise made for its staff. */
export async function makeIdentity(central: TestCentral, owner: Taxpayer, functions: readonly string[]) {
  const id = `identity-${owner.personId}`
  await central.change((work) =>
    putRow(work, 'permission_identity', {
      id,
      hall_id: 'h2',
      enterprise_id: enterpriseOf(owner),
      name: '申报组',
      description: '',
      functions: JSON.stringify(functions),
      retired: 0,
      version: 0,
      updated_at: 0,
    }),
  )
  return id
}

/** Whom the core system has registered for a company from now on. */
export const register = (central: TestCentral, owner: Taxpayer, people: readonly Partial<CorePerson>[]) =>
  writeCoreRecord(central.deps.database, {
    enterprise: {
      creditCode: owner.enterpriseCode,
      taxpayerNumber: `N${owner.enterpriseCode}`,
      name: '沈阳甲贸易有限公司',
      taxAuthority: 'h2 税务局',
    },
    people: people.map((person) => ({
      name: 'nobody',
      documentType: 'resident-id',
      documentNumber: '1',
      role: 'staff',
      mobile: null,
      fixedLine: null,
      ...person,
    })),
  })

/** Freezes or unfreezes a member in the name of the company's LR. */
export const setFrozen = (central: TestCentral, owner: Taxpayer, member: { personId: string }, frozen: boolean) =>
  act(central.deps, {
    actor: { kind: 'person', personId: owner.personId, enterpriseId: enterpriseOf(owner) },
    name: frozen ? 'relation.freeze' : 'relation.unfreeze',
    payload: { enterpriseId: enterpriseOf(owner), personId: member.personId, relationId: relationOf(member) },
  })

type Answer<Name extends OperationName> = Promise<Answered<z.output<(typeof operations)[Name]['answer']>>>
type Who = { readonly personId: string }

/** The pages of the earlier log-in. */
export interface LegacyPages {
  readonly api: ReturnType<typeof apiOf>
  readonly list: (owner: Taxpayer, fields?: object) => Answer<'legacy.ordinary'>
  readonly pick: (owner: Taxpayer, member: Who) => Answer<'legacy.pick'>
  /** Step one, the person, and the personal password. */
  readonly byPassword: (owner: Taxpayer, member: Who, password?: string) => Answer<'legacy.password'>
  /** Step one, the person, and the code that comes. */
  readonly bySms: (owner: Taxpayer, member: Who & { readonly number: string }) => Answer<'legacy.sms'>
  readonly quick: (owner: Taxpayer, who: { readonly number: string }, fields?: object) => Answer<'legacy.quick-code'>
}

/** Speaks the earlier log-in as its pages do. */
export function legacyOf(central: TestCentral): LegacyPages {
  const api = apiOf(central)
  const list = (owner: Taxpayer, fields: object = {}) =>
    api('legacy.ordinary', {
      body: {
        enterpriseCode: owner.enterpriseCode,
        enterprisePassword: ENTERPRISE_PASSWORD,
        humanCheck: PICTURE,
        ...fields,
      },
    })
  const pick = async (owner: Taxpayer, member: { readonly personId: string }) => {
    const { body } = await list(owner)
    return api('legacy.pick', { body: { token: body.token, member: relationOf(member) } })
  }
  return {
    api,
    list,
    pick,
    byPassword: async (owner: Taxpayer, member: { readonly personId: string }, password = MEMBER_PASSWORD) => {
      const picked = await pick(owner, member)
      return api('legacy.password', { body: { token: picked.body.token, password } })
    },
    bySms: async (owner: Taxpayer, member: { readonly personId: string; readonly number: string }) => {
      const picked = await pick(owner, member)
      if (picked.body.codeTo === null) await api('legacy.code', { body: { token: picked.body.token } })
      const code = await readCode(central, member.number)
      return api('legacy.sms', { body: { token: picked.body.token, code } })
    },
    quick: (owner: Taxpayer, who: { readonly number: string }, fields: object = {}) =>
      api('legacy.quick-code', {
        body: {
          enterpriseCode: owner.enterpriseCode,
          enterprisePassword: ENTERPRISE_PASSWORD,
          identityType: 'legal-representative',
          mobile: who.number,
          humanCheck: PICTURE,
          ...fields,
        },
      }),
  }
}
