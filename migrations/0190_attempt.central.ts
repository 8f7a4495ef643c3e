import type { Knex } from 'knex'

/** Tries of what could be guessed, counted per window for all processes of the service and over a restart (TRUST-58). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('attempt_window', (table) => {
    table.text('name').primary() // what is tried, and the network that tries or `all`
    table.integer('count').notNullable()
    table.bigInteger('ends_at').notNullable()
    table.index(['ends_at'])
  })
}
