import type { Knex } from 'knex'

/** What only a desk holds: unsent commands with their before-images, drafts, visits, sign-in. */
export async function up(knex: Knex): Promise<void> {
  await createOutbox(knex)
  await createCounter(knex)
  await createDeskFacts(knex)
}

async function createOutbox(knex: Knex): Promise<void> {
  await knex.schema.createTable('outbox', (table) => {
    table.bigInteger('seq').primary()
    table.text('command_id').notNullable()
    table.text('name').notNullable()
    table.text('envelope').notNullable() // JSON of the whole signed command
    table.text('state').notNullable() // recorded | delivered | effective | held | returned | withdrawn
    table.text('waits_for')
    table.text('refusal')
    table.text('message')
    table.integer('flagged').notNullable() // 1: its rebase refuses now (sync.md, deciding twice)
    table.integer('tries').notNullable()
    table.bigInteger('next_try_at')
    table.text('visit_id')
    table.text('operator_id').notNullable()
    table.text('hash').notNullable()
    table.bigInteger('recorded_at').notNullable()
    table.bigInteger('settled_at')
    table.integer('acknowledged').notNullable() // 1: the owner has dealt with a returned one
    table.unique(['command_id'])
    table.index(['state'])
    table.index(['visit_id'])
  })
  await knex.schema.createTable('undo_row', (table) => {
    table.bigInteger('command_seq').notNullable()
    table.integer('position').notNullable()
    table.text('table_name').notNullable()
    table.text('row_key').notNullable() // JSON array
    table.text('before') // JSON of the row, null when there was none
    table.primary(['command_seq', 'position'])
  })
}

async function createCounter(knex: Knex): Promise<void> {
  await knex.schema.createTable('draft', (table) => {
    table.text('id').primary()
    table.text('kind').notNullable()
    table.text('title').notNullable()
    table.text('content').notNullable() // JSON as typed
    table.text('operator_id').notNullable()
    table.bigInteger('updated_at').notNullable()
  })
  await knex.schema.createTable('visit', (table) => {
    table.text('id').primary()
    // The visitor by document: they may not be in the cache, and are then found there once captured.
    table.text('document_type').notNullable()
    table.text('document_number').notNullable()
    table.text('name').notNullable()
    table.text('presence').notNullable()
    table.text('acting').notNullable() // JSON
    table.text('operator_id').notNullable()
    table.bigInteger('started_at').notNullable()
    table.bigInteger('ended_at')
    table.integer('receipt_number')
    table.index(['ended_at'])
  })
  await knex.schema.createTable('visit_proof', (table) => {
    table.text('visit_id').notNullable()
    table.text('content').notNullable() // JSON Proof, as the central gave it
    table.bigInteger('at').notNullable()
    table.index(['visit_id'])
  })
}

async function createDeskFacts(knex: Knex): Promise<void> {
  await knex.schema.createTable('setting', (table) => {
    table.text('name').primary()
    table.text('value').notNullable()
  })
  await knex.schema.createTable('offline_verifier', (table) => {
    table.text('login').primary()
    table.text('staff').notNullable() // JSON profile of the last online sign-in
    table.text('verifier').notNullable() // argon2id of password and device secret
    table.integer('failures').notNullable()
    table.bigInteger('blocked_until')
    table.bigInteger('verified_online_at').notNullable()
  })
}
