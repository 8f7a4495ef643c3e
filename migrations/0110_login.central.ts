import type { Knex } from 'knex'

/** Log-ins by username (R-LGN-02): the central alone looks people up by it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('person', (table) => {
    table.index(['username'], 'person_username')
  })
}
