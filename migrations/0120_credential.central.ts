import type { Knex } from 'knex'

/**
 * New passwords between the opening of their box and the decision that takes them, as stored forms only, and the
 * nonces of opened boxes, each of which counts once (contract/sealed-box.ts).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('new_secret', (table) => {
    table.text('command_id').primary()
    table.text('person_id').notNullable()
    table.text('password_hash').notNullable()
    table.bigInteger('at').notNullable()
  })
  await knex.schema.createTable('sealed_nonce', (table) => {
    table.text('nonce').primary()
    table.text('used_by').notNullable() // the command whose box it was
    table.bigInteger('at').notNullable()
    table.index(['at'])
  })
}
