import type { Knex } from 'knex'

/**
 * The earlier log-in's own passwords, beside those of natural persons: of enterprises and of members of an
 * enterprise. Stored forms only; a certificate's password is made when it is handed over.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('enterprise_secret', (table) => {
    table.text('enterprise_id').primary()
    table.text('password_hash').notNullable()
    table.text('account_kind').notNullable() // tax | social-insurance
    table.bigInteger('set_at').notNullable()
    table.bigInteger('first_login_at') // of the first ordinary log-in, which is a manager's
  })
  await knex.schema.createTable('member_secret', (table) => {
    table.text('relation_id').primary()
    table.text('password_hash') // null: none yet, or the fixed value of a reset
    table.text('state').notNullable() // K0 … K3
    table.integer('bound').notNullable() // 1: the natural person's password is in force
    table.bigInteger('void_at')
    table.bigInteger('set_at').notNullable()
  })
  await knex.schema.createTable('certificate', (table) => {
    table.text('id').primary() // the command that issued it
    table.text('enterprise_id').notNullable()
    table.text('hall_id').notNullable()
    table.text('account_kind').notNullable()
    table.bigInteger('issued_at').notNullable()
    table.bigInteger('expires_at').notNullable()
    table.bigInteger('collected_at') // once, by the desk that prints it
    table.index(['enterprise_id'])
  })
  await knex.schema.createTable('legacy_step', (table) => {
    table.text('token_hash').primary()
    table.text('stage').notNullable()
    table.text('content').notNullable() // JSON: whom and what was proved so far
    table.bigInteger('expires_at').notNullable()
    table.index(['expires_at'])
  })
}
