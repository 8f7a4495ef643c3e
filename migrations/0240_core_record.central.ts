import type { Knex } from 'knex'

/** What the stand-in of the core tax system says of an enterprise that somebody wrote down on its page. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('stand_in_core', (table) => {
    table.text('credit_code').primary()
    table.text('taxpayer_number')
    table.text('record').notNullable() // JSON: the enterprise and the people it is registered with
    table.index(['taxpayer_number'])
  })
}
