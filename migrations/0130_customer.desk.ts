import type { Knex } from 'knex'

/** What was entered on the customer screen for a command to come: sealed boxes and picture ids, never plain text. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('customer_answer', (table) => {
    table.text('task_id').primary()
    table.text('content').notNullable() // JSON
    table.bigInteger('at').notNullable()
  })
}
