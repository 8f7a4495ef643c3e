import type { Knex } from 'knex'

/** Each log-in sweeps those that have run out, and a changed password ends a person's own: neither reads all of them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('person_session', (table) => {
    table.index(['expires_at'])
    table.index(['person_id'])
  })
}
