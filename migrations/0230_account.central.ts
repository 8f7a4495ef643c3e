import type { Knex } from 'knex'

/**
 * What a person's account needs besides their row: registrations under way, how often a username was changed, and the
 * papers people agreed to with a tap. Usernames are one person's (OP-15): the index is the second wall.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('registration_draft', (table) => {
    table.text('token_hash').primary()
    table.text('content').notNullable() // JSON: the pages so far; of the password its stored form alone
    table.bigInteger('created_at').notNullable()
    table.bigInteger('expires_at').notNullable()
    table.index(['expires_at'])
  })
  await knex.schema.createTable('username_change', (table) => {
    table.text('command_id').primary()
    table.text('person_id').notNullable()
    table.bigInteger('at').notNullable()
    table.index(['person_id', 'at'])
  })
  await knex.schema.createTable('paper_agreed', (table) => {
    table.text('command_id').notNullable()
    table.text('paper').notNullable() // registration | deregistration | privacy-consent | face-agreement
    table.text('version').notNullable()
    table.text('person_id').notNullable()
    table.bigInteger('at').notNullable()
    table.primary(['command_id', 'paper'])
    table.index(['person_id', 'at'])
  })
  await knex.raw('create unique index person_one_username on person (username) where username is not null')
}
