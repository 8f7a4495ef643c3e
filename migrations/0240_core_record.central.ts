import type { Knex } from 'knex'

/** What the stand-in of the core tax system says of an enterprise that somebody changed by hand on its page. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('stand_in_core', (table) => {
    table.text('credit_code').primary()
    table.text('people').notNullable() // JSON: the people it is registered with
  })
}
