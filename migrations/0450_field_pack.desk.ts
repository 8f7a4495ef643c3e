import type { Knex } from 'knex'

/** The list of enterprises somebody took along (FIELD-PACK); a desk is on one trip at a time. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('field_pack', (table) => {
    table.text('operator_id').primary()
    table.text('enterprise_ids').notNullable() // JSON
    table.text('return_on').notNullable()
    table.bigInteger('kept_at').notNullable()
  })
}
