import { sql } from '../storage/database.ts'
import type { CentralDeps } from './deps.ts'

/** Central rows that are one hall's alone, with the key they are asked for by. */
const KEYS = { command_result: 'command_id', certificate: 'id', import_preview: 'token_hash' } as const

/**
 * Whether the database itself shows a hall this row, whatever our own conditions say (docs/decisions/0006). It is asked
 * besides them and never instead, so that its no is heard only when one of ours was forgotten; on SQLite it says of
 * every row there is that it is shown.
 */
export async function isShownTo(
  { database }: CentralDeps,
  hallId: string,
  table: keyof typeof KEYS,
  key: string,
): Promise<boolean> {
  const row = await database.readFor(hallId, (db) =>
    db.find(sql(`select ${KEYS[table]} from ${table} where ${KEYS[table]} = ?`, [key])),
  )
  return row !== undefined
}
