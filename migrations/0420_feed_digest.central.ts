import type { Knex } from 'knex'

/**
 * What a hall's mirrored rows add up to (SYNC-DOWN): `digest` rolls with every change, `digest_base` is what the rows
 * that were never in the feed add, known once they were counted.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('feed_counter', (table) => {
    table.bigInteger('digest').notNullable().defaultTo(0)
    table.bigInteger('digest_base')
    table.text('digest_columns') // the columns it was counted over
    table.integer('counted').notNullable().defaultTo(0) // how often it was
  })
}
