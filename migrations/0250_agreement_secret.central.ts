import type { Knex } from 'knex'

/** Agreement passwords of clients who have recognised an agency (R-AGY-12), as stored forms and only here. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('agreement_secret', (table) => {
    table.text('agreement_id').primary()
    table.text('password_hash').notNullable()
    table.bigInteger('set_at').notNullable()
  })
}
