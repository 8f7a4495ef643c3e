import type { Knex } from 'knex'

/** Numbers of persons (R-PHN): the indexes are the second wall behind `decidePhone`. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('phone', (table) => {
    table.text('id').primary()
    table.text('person_id').notNullable()
    table.text('number').notNullable()
    table.text('state').notNullable() // bound | unverified | emptied
    table.integer('is_default').notNullable()
    table.bigInteger('verified_at')
    table.bigInteger('emptied_at')
    table.integer('version').notNullable()
    table.unique(['person_id', 'number'])
    table.index(['number'])
  })
  // R-PHN-01: never two holders of one number. R-PHN-07: never two defaults of one person.
  await knex.raw("create unique index phone_one_holder on phone (number) where state = 'bound'")
  await knex.raw("create unique index phone_one_default on phone (person_id) where is_default = 1 and state = 'bound'")
}
