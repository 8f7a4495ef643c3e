import type { ReadDb, WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'

/** Names of settings that speak of the copy of the central's rows; without it they mean nothing. */
export const OF_THE_COPY = ['cursor', 'copy', 'as-of', 'hall-file'] as const

/** Small facts the desk keeps about itself, as JSON under a name. */
export async function findSetting<Value>(db: ReadDb, name: string): Promise<Value | undefined> {
  const row = await db.find<{ value: string }>(sql('select value from setting where name = ?', [name]))
  return row && (JSON.parse(row.value) as Value)
}

export async function putSetting(db: WriteDb, name: string, value: unknown): Promise<void> {
  await db.run(
    sql('insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', [
      name,
      JSON.stringify(value),
    ]),
  )
}
