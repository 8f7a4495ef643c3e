import type { Knex } from 'knex'

/**
 * What a desk's storage had to say about itself, and which of its commands were lost with it (TRUST-7). A desk keeps
 * its own, under the device `own`; the central keeps what the desks have told it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('store_report', (table) => {
    table.text('id').primary()
    table.text('device_id').notNullable()
    table.text('hall_id')
    table.text('kind').notNullable() // tail-lost | replaced | mark-missing | mark-damaged | …
    table.text('detail').notNullable() // JSON of numbers and codes
    table.bigInteger('found_at').notNullable()
    table.bigInteger('told_at') // at the desk: told the central; at the central: when it heard
    table.bigInteger('seen_at') // at the desk: a clerk has read it
    table.index(['hall_id', 'told_at'])
  })
  await knex.schema.createTable('lost_range', (table) => {
    table.text('device_id').notNullable()
    table.bigInteger('from_seq').notNullable()
    table.bigInteger('to_seq').notNullable()
    table.text('prev').notNullable() // the chain's head before the first lost command
    table.text('head').notNullable() // and after the last one
    table.bigInteger('at').notNullable()
    table.integer('missing') // how many of them the central has never had; null until it has said so
    table.primary(['device_id', 'to_seq'])
  })
}
