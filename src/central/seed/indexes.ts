import type { Database } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

interface Index {
  readonly name: string
  /** The statement that makes it. */
  readonly definition: string
}

/** Indexes that hold no constraint of a table, which alone can be taken away and made again. */
async function listPlainIndexes(database: Database, table: string): Promise<Index[]> {
  const statement =
    database.dialect === 'sqlite'
      ? "select name, sql as definition from sqlite_master where type = 'index' and tbl_name = ? and sql is not null"
      : "select i.indexname as name, i.indexdef as definition from pg_indexes i where i.schemaname = 'public' and i.tablename = ? and not exists (select 1 from pg_constraint c where c.conname = i.indexname)"
  return database.read((db) => db.all<Index>(sql(statement, [table])))
}

/**
 * Fills tables without their plain indexes, which are made again at the end: sorting once beats millions of single
 * insertions. When the work fails, the indexes come back all the same.
 */
export async function withoutIndexes(
  database: Database,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const indexes: Index[] = []
  for (const table of tables) indexes.push(...(await listPlainIndexes(database, table)))
  const each = (statement: (index: Index) => string) =>
    database.write(async (db) => {
      for (const index of indexes) await db.run(sql(statement(index)))
    })
  await each(({ name }) => `drop index ${name}`)
  try {
    await work()
  } finally {
    await each(({ definition }) => definition)
  }
}
