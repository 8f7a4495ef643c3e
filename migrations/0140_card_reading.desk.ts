import type { Knex } from 'knex'

/** Cards as the reader read them: evidence of presence for a visit, and what the capture form is filled from. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('card_reading', (table) => {
    table.text('id').primary()
    table.text('document_type').notNullable()
    table.text('document_number').notNullable()
    table.text('name').notNullable()
    table.text('fields').notNullable() // JSON by field of the information check
    table.text('portrait_id')
    table.text('serial').notNullable()
    table.text('driver').notNullable()
    table.text('evidence').notNullable() // SHA-256 of the raw reply
    table.text('operator_id').notNullable()
    table.bigInteger('read_at').notNullable()
    table.index(['document_type', 'document_number', 'read_at'])
  })
}
