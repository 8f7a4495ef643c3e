import type { Knex } from 'knex'

/** Agencies with their two forms (R-AGY-07/08) and the projects of cross-region taxpayers (R-XRG). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('agency', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.text('credit_code').notNullable()
    table.text('name').notNullable()
    table.bigInteger('basic_form_at')
    table.integer('version').notNullable()
    table.unique(['credit_code'])
  })
  await knex.schema.createTable('agency_person', (table) => {
    table.text('agency_id').notNullable()
    table.text('person_id').notNullable()
    table.integer('version').notNullable()
    table.primary(['agency_id', 'person_id'])
    table.index(['person_id'])
  })
  await knex.schema.createTable('agency_agreement', (table) => {
    table.text('id').primary()
    table.text('agency_id').notNullable()
    table.text('enterprise_id').notNullable()
    table.text('agent_person_ids').notNullable() // JSON array
    table.text('valid_from').notNullable()
    table.text('valid_until').notNullable()
    table.text('state').notNullable() // G2 … G5
    table.integer('version').notNullable()
    table.index(['agency_id'])
    table.index(['enterprise_id'])
  })
  await knex.schema.createTable('cross_project', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.text('enterprise_id').notNullable()
    table.text('kind').notNullable() // report | tax-source
    table.text('number')
    table.text('division').notNullable()
    table.text('tax_authority').notNullable()
    table.text('valid_from').notNullable()
    table.text('valid_until').notNullable()
    table.integer('version').notNullable()
    table.index(['enterprise_id'])
    table.index(['hall_id'])
  })
}
