import type { Command } from '../contract/command.ts'
import type { ReadDb } from './database.ts'
import { findRow, type ReplicatedTable, type Row } from './rows.ts'

/** Columns whose values say what a row is about: deciding asks for rows by these, and by nothing else that varies. */
const TELLING = new Set([
  ...['id', 'person_id', 'enterprise_id', 'agency_id', 'command_id', 'permission_identity_id'],
  ...['number', 'document_number', 'credit_code', 'taxpayer_number', 'username'],
])

/** These are about everybody of a hall, or about nothing that is decided. */
const ALOOF = new Set<ReplicatedTable>(['hall', 'staff', 'login_log'])

/** Members of a payload that name a row by whose content the command is decided too. */
const REFERENCES: Readonly<Record<string, ReplicatedTable>> = {
  relationId: 'relation',
  relationIds: 'relation',
  agreementId: 'agency_agreement',
  caseId: 'capture_case',
  commandId: 'command_result',
  identityId: 'permission_identity',
  permissionIdentityId: 'permission_identity',
}

/** Members whose value tells what it is about, whatever it looks like. */
const TELLING_MEMBER = /(?:Ids?|^id|[uU]sername|[nN]umbers?|[cC]ode)$/

/** A kind, a role, a day, nothing at all: what many commands say without having anything to do with each other. */
const COMMON = /^(?:[A-Za-z]+(?:[-_][A-Za-z0-9]+)*|\d{4}-\d\d-\d\d|)$/

/** What a row is about, as words that commands about the same thing have too. */
export function wordsOfRow(table: ReplicatedTable, row: Row | null | undefined): string[] {
  if (row === null || row === undefined || ALOOF.has(table)) return []
  const words: string[] = []
  for (const [column, value] of Object.entries(row))
    if (typeof value === 'string' && TELLING.has(column)) words.push(value)
  if (table === 'agency_agreement') words.push(...(JSON.parse(String(row['agent_person_ids'])) as string[]))
  return words
}

/**
 * What a command is about: every telling text of its payload and its visit, and what the rows are about that it names.
 * Two commands, or a command and a row, without a word in common can't change what is decided about the other.
 */
export async function wordsOfCommand(db: ReadDb, { id, payload, visit }: Command): Promise<Set<string>> {
  const words = new Set([id])
  if (visit !== undefined) collect([visit.personId, visit.acting], '', () => undefined, words)
  const named: { table: ReplicatedTable; id: string }[] = []
  const note = (member: string, value: string) => {
    const table = REFERENCES[member]
    if (table !== undefined) named.push({ table, id: value })
  }
  collect(payload, '', note, words)
  for (const { table, id: key } of named)
    for (const word of wordsOfRow(table, await findRow(db, table, [key]))) words.add(word)
  return words
}

function collect(value: unknown, member: string, note: (member: string, value: string) => void, words: Set<string>) {
  if (typeof value === 'string') {
    if (TELLING_MEMBER.test(member) || !COMMON.test(value)) words.add(value)
    note(member, value)
  } else if (Array.isArray(value)) for (const item of value) collect(item, member, note, words)
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) collect(inner, name, note, words)
}
