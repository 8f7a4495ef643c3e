import type { Knex } from 'knex'

/** Fields of a case that no machine read: they were typed, and there is nothing beside which to keep them (OP-23). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('capture_case', (table) => {
    table.text('typed').notNullable().defaultTo('[]') // JSON array of fields
  })
}
