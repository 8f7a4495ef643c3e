import type { Knex } from 'knex'

/** What the mirrored rows of this desk add up to, its own guesses included; one row, kept by triggers (SYNC-DOWN). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('mirror_digest', (table) => {
    table.integer('id').primary()
    table.bigInteger('digest').notNullable()
    table.text('columns').notNullable() // the columns it was counted over
  })
}
