import type { Knex } from 'knex'

/**
 * What only the central holds: the feed with gap-free numbers per hall, the intake of commands, devices,
 * sessions, secrets, codes, and proofs for held commands.
 */
export async function up(knex: Knex): Promise<void> {
  await createFeed(knex)
  await createStaffAccess(knex)
  await createTaxpayerAccess(knex)
  await createIntake(knex)
  await createStandIns(knex)
}

async function createFeed(knex: Knex): Promise<void> {
  await knex.schema.createTable('feed_counter', (table) => {
    table.text('hall_id').primary()
    table.bigInteger('seq').notNullable()
  })
  await knex.schema.createTable('feed', (table) => {
    table.text('hall_id').notNullable()
    table.bigInteger('seq').notNullable()
    table.text('table_name').notNullable()
    table.text('row_key').notNullable() // JSON array
    table.text('content') // JSON of the row, null for a removal
    table.bigInteger('at').notNullable()
    table.primary(['hall_id', 'seq'])
  })
  await knex.schema.createTable('central_state', (table) => {
    table.text('name').primary()
    table.text('value').notNullable()
  })
}

async function createStaffAccess(knex: Knex): Promise<void> {
  await knex.schema.createTable('device', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.text('name').notNullable()
    table.text('public_key').notNullable()
    table.text('state').notNullable() // active | revoked | quarantined
    table.bigInteger('last_seq').notNullable()
    table.text('chain_head').notNullable()
    table.bigInteger('enrolled_at').notNullable()
  })
  await knex.schema.createTable('enrolment_code', (table) => {
    table.text('code_hash').primary()
    table.text('hall_id').notNullable()
    table.bigInteger('expires_at').notNullable()
    table.text('used_by')
  })
  await knex.schema.createTable('staff_secret', (table) => {
    table.text('staff_id').primary()
    table.text('password_hash').notNullable()
    table.integer('failures').notNullable()
    table.bigInteger('blocked_until')
  })
  await knex.schema.createTable('staff_session', (table) => {
    table.text('token_hash').primary()
    table.text('staff_id').notNullable()
    table.text('device_id').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('expires_at').notNullable()
  })
}

async function createTaxpayerAccess(knex: Knex): Promise<void> {
  await knex.schema.createTable('person_secret', (table) => {
    table.text('person_id').primary()
    table.text('password_hash').notNullable()
    table.text('source').notNullable() // own | initial | reset
    table.bigInteger('set_at').notNullable()
    table.bigInteger('void_at')
  })
  await knex.schema.createTable('person_session', (table) => {
    table.text('token_hash').primary()
    table.text('person_id').notNullable()
    table.text('content').notNullable() // JSON: business identity, enterprise, step
    table.bigInteger('created_at').notNullable()
    table.bigInteger('expires_at').notNullable()
  })
  await knex.schema.createTable('auth_failure', (table) => {
    table.text('person_id').notNullable()
    table.text('method').notNullable()
    table.text('day').notNullable() // Beijing day
    table.integer('count').notNullable()
    table.primary(['person_id', 'method', 'day'])
  })
  await knex.schema.createTable('sms_window', (table) => {
    table.text('number').primary()
    table.bigInteger('started_at').notNullable()
    table.integer('count').notNullable()
  })
  await knex.schema.createTable('sms_code', (table) => {
    table.text('id').primary()
    table.text('number').notNullable()
    table.text('purpose').notNullable()
    table.text('code_hash').notNullable()
    table.text('command_id')
    table.text('visit_id')
    table.integer('tries').notNullable()
    table.bigInteger('sent_at').notNullable()
    table.bigInteger('expires_at').notNullable()
    table.bigInteger('used_at')
    table.index(['number', 'purpose'])
    table.index(['command_id'])
  })
}

async function createIntake(knex: Knex): Promise<void> {
  await knex.schema.createTable('intake', (table) => {
    table.text('command_id').primary()
    table.text('device_id').notNullable()
    table.bigInteger('seq').notNullable()
    table.text('fingerprint').notNullable()
    table.text('envelope').notNullable() // JSON
    table.bigInteger('received_at').notNullable()
    table.unique(['device_id', 'seq'])
  })
  await knex.schema.createTable('quarantine', (table) => {
    table.text('id').primary()
    table.text('device_id').notNullable()
    table.text('envelope').notNullable() // JSON of the delivery that forked the chain
    table.bigInteger('received_at').notNullable()
    table.index(['device_id'])
  })
  await knex.schema.createTable('proof', (table) => {
    table.text('id').primary()
    table.text('command_id') // given for one command,
    table.text('visit_id') // or for everything of a visit
    table.text('content').notNullable() // JSON Proof
    table.bigInteger('at').notNullable()
    table.index(['command_id'])
    table.index(['visit_id'])
  })
}

async function createStandIns(knex: Knex): Promise<void> {
  await knex.schema.createTable('stand_in_message', (table) => {
    table.text('id').primary()
    table.text('service').notNullable() // sms | mail
    table.text('recipient').notNullable()
    table.text('content').notNullable()
    table.bigInteger('at').notNullable()
    table.index(['service', 'at'])
  })
  await knex.schema.createTable('stand_in_setting', (table) => {
    table.text('name').primary()
    table.text('value').notNullable() // JSON
  })
}
