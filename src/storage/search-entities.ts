import type { AgencyHit, EnterpriseHit } from '../contract/search.ts'
import { enterpriseSearchTokens } from '../domain/enterprise/search-keys.ts'
import { maskCreditCode, maskEnterpriseName } from '../domain/kernel/mask.ts'
import type { SearchQuery } from '../domain/person/search-query.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { entityTokens, type EntityKind } from './search.ts'

const LIMIT = 21
const CANDIDATES = 40
const LAST = '\u{10FFFF}'

interface EntityRow {
  readonly id: string
  readonly name: string
  readonly credit_code: string
  readonly state: string
  readonly tax_authority: string
}

/** The columns of a hit; an agency has no state and no authority of its own here. */
const columns: Readonly<Record<EntityKind, string>> = {
  enterprise: 'e.id, e.name, e.credit_code, e.state, e.tax_authority',
  agency: "e.id, e.name, e.credit_code, '' as state, '' as tax_authority",
}

function byCode(db: ReadDb, kind: EntityKind, code: string): Promise<EntityRow[]> {
  // Only enterprises carry an older taxpayer number beside the credit code (R-LGE-02).
  const older =
    kind === 'enterprise' ? ` union select ${columns.enterprise} from enterprise e where taxpayer_number = ?` : ''
  const bindings = kind === 'enterprise' ? [code, code] : [code]
  return db.all(sql(`select ${columns[kind]} from ${kind} e where credit_code = ?${older}`, bindings))
}

const byCodeBeginning = (db: ReadDb, kind: EntityKind, digits: string): Promise<EntityRow[]> =>
  db.all(
    sql(
      `select ${columns[kind]} from ${kind} e where credit_code >= ? and credit_code < ? order by credit_code limit ${String(LIMIT)}`,
      [digits, digits + LAST],
    ),
  )

/** Names that hold the text; those that begin with it come first, shorter before longer. */
async function byName(db: ReadDb, kind: EntityKind, text: string): Promise<EntityRow[]> {
  const tokens = entityTokens(kind, enterpriseSearchTokens(text))
  if (tokens.length === 0) return []
  const rows = await db.all<EntityRow>(
    sql(
      `select ${columns[kind]} from entity_words w join entity_key k on k.row = w.rowid join ${kind} e on e.id = k.entity_id
       where entity_words match ? order by w.rowid desc limit ${String(CANDIDATES)}`,
      [tokens.map((token) => `"${token}"`).join(' ')],
    ),
  )
  const rank = (name: string): number => (name.startsWith(text) ? 0 : 1000) + name.length
  return rows.toSorted((a, b) => rank(a.name) - rank(b.name))
}

async function findRows(db: ReadDb, kind: EntityKind, query: SearchQuery): Promise<EntityRow[]> {
  switch (query.kind) {
    case 'credit-code':
      return byCode(db, kind, query.code)
    case 'id-number':
    case 'document-number':
      return byCode(db, kind, query.number)
    case 'number-beginning':
      return byCodeBeginning(db, kind, query.digits)
    case 'name':
    case 'enterprise-name':
      return byName(db, kind, query.name)
    case 'phone':
    case 'last-four':
    case 'last-four-name':
    case 'pinyin':
    case 'initials':
    case 'latin-name':
    case 'nothing':
    case 'unreadable':
      return []
  }
}

/** Enterprises for a query, masked (R-MSK-01), at most 20. */
export async function findEnterprises(
  db: ReadDb,
  query: SearchQuery,
): Promise<{ hits: EnterpriseHit[]; more: boolean }> {
  const rows = await findRows(db, 'enterprise', query)
  const hits = rows.slice(0, LIMIT - 1).map((row) => ({
    id: row.id,
    name: maskEnterpriseName(row.name),
    creditCode: maskCreditCode(row.credit_code),
    state: row.state,
    taxAuthority: row.tax_authority,
  }))
  return { hits, more: rows.length >= LIMIT }
}

/** Agencies for a query, masked, at most 20. */
export async function findAgencies(db: ReadDb, query: SearchQuery): Promise<{ hits: AgencyHit[]; more: boolean }> {
  const rows = await findRows(db, 'agency', query)
  const hits = rows.slice(0, LIMIT - 1).map((row) => ({
    id: row.id,
    name: maskEnterpriseName(row.name),
    creditCode: maskCreditCode(row.credit_code),
  }))
  return { hits, more: rows.length >= LIMIT }
}
