import type { Knex } from 'knex'

/** Pages of a new copy, kept aside until it is whole; the old one is read until then (SYNC-DOWN). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('copy_page', (table) => {
    table.increments('number')
    table.text('table_name').notNullable()
    table.text('content').notNullable() // JSON of columns and rows as the central sent them
  })
}
