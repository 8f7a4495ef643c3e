import type { Knex } from 'knex'

/** Spreadsheets that were read and wait for somebody to ask for their import; they go with the half hour. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('import_preview', (table) => {
    table.text('token_hash').primary()
    table.text('staff_id').notNullable()
    table.text('hall_id').notNullable()
    table.text('kind').notNullable() // enterprise | staff
    table.text('file_hash').notNullable()
    table.text('content').notNullable() // JSON of the rows as they were read
    table.text('report') // JSON, once it was imported
    table.bigInteger('created_at').notNullable()
    table.bigInteger('expires_at').notNullable()
  })
}
