import type { Knex } from 'knex'

/** Bundles that left this desk as files (FIELD-BUNDLE), each with the key under which its receipt comes back. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('field_bundle', (table) => {
    table.text('id').primary() // SHA-256 of the file
    table.bigInteger('first_seq').notNullable()
    table.bigInteger('last_seq').notNullable()
    table.integer('commands').notNullable()
    table.bigInteger('bytes').notNullable()
    table.text('reply_key').notNullable() // base64
    table.bigInteger('made_at').notNullable()
    table.bigInteger('answered_at') // the central's time on the newest receipt
  })
}
