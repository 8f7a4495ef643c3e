import type { Knex } from 'knex'

/**
 * One row a human (rules §4.1, §4.5): account, level, real-name record and validity of the main document, with
 * further documents beside it. Dates are `YYYY-MM-DD`, instants epoch milliseconds, flags 0 or 1.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('person', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.text('name').notNullable()
    table.text('document_type').notNullable()
    table.text('document_number').notNullable()
    table.text('sex')
    table.text('nationality')
    table.text('birth')
    table.text('account_state').notNullable() // A0 … A4
    table.text('credential_state').notNullable() // K0 … K3
    table.bigInteger('credential_void_at')
    table.integer('level').notNullable()
    table.text('username')
    table.bigInteger('username_changed_at')
    table.text('email')
    table.text('contact_address')
    table.text('residence')
    table.text('validity_kind') // custom | long-term
    table.text('validity_start')
    table.text('validity_end')
    table.bigInteger('captured_at')
    table.text('capture_channel') // hall | app | core
    table.text('captured_phone')
    table.integer('has_scene_photo').notNullable()
    table.text('portrait_id')
    table.integer('version').notNullable()
    table.bigInteger('updated_at').notNullable()
  })
  await knex.schema.alterTable('person', (table) => {
    table.unique(['document_type', 'document_number'])
    table.index(['hall_id', 'id'])
  })
  await knex.schema.createTable('person_document', (table) => {
    table.text('person_id').notNullable()
    table.text('document_type').notNullable()
    table.text('document_number').notNullable()
    table.integer('is_main').notNullable()
    table.bigInteger('added_at').notNullable()
    table.integer('version').notNullable()
    table.primary(['document_type', 'document_number'])
    table.index(['person_id'])
  })
}
