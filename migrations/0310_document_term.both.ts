import type { Knex } from 'knex'

/** A term that its holder stated over an expired one: the document stays expired until somebody saw it (CF-32). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('person', (table) => {
    table.integer('validity_stated').notNullable().defaultTo(0)
  })
}
