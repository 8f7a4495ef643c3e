import type { Knex } from 'knex'

/** Enterprises and their staff: one row a relation and identity type, for ever (rules §4.3, R-HIS). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('enterprise', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.text('credit_code').notNullable()
    table.text('taxpayer_number')
    table.text('name').notNullable()
    table.text('state').notNullable() // normal | closed | suspended
    table.text('tax_authority').notNullable()
    table.text('address')
    table.text('realname_state').notNullable() // verified | unverified
    table.integer('version').notNullable()
    table.bigInteger('updated_at').notNullable()
    table.unique(['credit_code'])
    table.index(['taxpayer_number'])
    table.index(['hall_id', 'id'])
  })
  await knex.schema.createTable('relation', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable() // the enterprise's hall
    table.text('enterprise_id').notNullable()
    table.text('person_id').notNullable()
    table.text('identity_type').notNullable()
    table.text('permission_identity_id')
    table.text('functions').notNullable() // JSON array of function codes
    table.text('state').notNullable() // R1 … R9
    table.text('initiator').notNullable() // enterprise | person | core | self-bind
    table.integer('in_core').notNullable()
    table.text('valid_until') // null: no end
    table.text('disabled_reason') // freeze | expired | deregistered
    table.bigInteger('created_at').notNullable()
    table.bigInteger('decided_at')
    table.text('ended_by') // enterprise | person | system
    table.integer('hidden_for_enterprise').notNullable()
    table.integer('hidden_for_person').notNullable()
    table.integer('version').notNullable()
    table.bigInteger('updated_at').notNullable()
    table.index(['enterprise_id', 'state'])
    table.index(['person_id', 'state'])
    table.index(['hall_id', 'id'])
  })
  // One live relation a person, enterprise and identity type (R-REL-27 allows several identities, not twins).
  await knex.raw(
    "create unique index relation_one_live on relation (enterprise_id, person_id, identity_type) where state in ('R1', 'R2', 'R3', 'R4', 'R5')",
  )
}
