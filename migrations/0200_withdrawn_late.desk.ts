import type { Knex } from 'knex'

/** A withdrawal that came when the central had the act already: the clerk has to hear of it (SYNC-WITHDRAW). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('outbox', (table) => {
    table.integer('withdrawn_late').notNullable().defaultTo(0)
  })
}
