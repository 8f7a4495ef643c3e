import type { Knex } from 'knex'

/** How often deciding a command failed, so that one that always fails is given back instead of blocking the next. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('command_fault', (table) => {
    table.text('command_id').primary()
    table.integer('count').notNullable()
    table.text('fault_id').notNullable() // of the newest, as the service's log has it
    table.bigInteger('at').notNullable()
  })
}
