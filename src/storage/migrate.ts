import knex from 'knex'
import type { Knex } from 'knex'
import { migrations, type Migration } from '../../migrations/list.ts'

export type Side = 'desk' | 'central'

/** `0120_phone.both` belongs to both sides, `.desk` and `.central` to one. */
const belongsTo = (side: Side) => (migration: Migration) =>
  /\.both$/.test(migration.name) || migration.name.endsWith(`.${side}`)

function source(side: Side, list: readonly Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: () => Promise.resolve(list.filter(belongsTo(side))),
    getMigrationName: (migration) => migration.name,
    getMigration: (migration) =>
      Promise.resolve({ up: migration.up, down: () => Promise.reject(new Error('migrations only grow')) }),
  }
}

/** The newest step of a desk's schema. */
export const DESK_SCHEMA: string = migrations.findLast(belongsTo('desk'))?.name ?? ''

/** The migrations among these names that this program doesn't know: a newer one has had the file. */
export function listUnknown(names: readonly string[], side: Side): string[] {
  const known = new Set(migrations.filter(belongsTo(side)).map(({ name }) => name))
  return names.filter((name) => !known.has(name))
}

/**
 * Brings a database to the newest schema, each migration in its own transaction. A file written by a newer
 * program is refused before anything is changed.
 * @throws when the database knows migrations that this program does not.
 */
export async function migrate(
  connection: Knex.Config,
  side: Side,
  list: readonly Migration[] = migrations,
): Promise<void> {
  const runner = knex({ ...connection, useNullAsDefault: true })
  try {
    await runner.migrate.latest({ migrationSource: source(side, list), tableName: 'schema_migration' })
  } finally {
    await runner.destroy()
  }
}
