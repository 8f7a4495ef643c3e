import type { Knex } from 'knex'

/**
 * What a hall's mirrored rows add up to (SYNC-DOWN): `digest` rolls with every change, `digest_base` is what the rows
 * that were never in the feed add, known once they were counted. `generation` names the copy a cursor belongs to;
 * raised, it sends the desks of this hall for a fresh one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('feed_counter', (table) => {
    table.bigInteger('digest').notNullable().defaultTo(0)
    table.bigInteger('digest_base')
    table.integer('counted').notNullable().defaultTo(0) // how often the rows were counted
    table.integer('generation').notNullable().defaultTo(0)
  })
  await knex.schema.alterTable('feed', (table) => {
    table.index(['at'])
  })
}
