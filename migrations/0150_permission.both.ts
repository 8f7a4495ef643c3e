import type { Knex } from 'knex'

/** Permission identities an enterprise makes for its own staff (权限身份, R-PER-05, R-PER-06). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('permission_identity', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable() // the enterprise's hall
    table.text('enterprise_id').notNullable()
    table.text('name').notNullable()
    table.text('description').notNullable()
    table.text('functions').notNullable() // JSON array of function codes
    table.integer('retired').notNullable()
    table.integer('version').notNullable()
    table.bigInteger('updated_at').notNullable()
    table.index(['enterprise_id'])
    table.index(['hall_id', 'id'])
  })
}
