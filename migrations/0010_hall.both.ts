import type { Knex } from 'knex'

/** Halls and the staff that work in them. Passwords are elsewhere and only at the central. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('hall', (table) => {
    table.text('id').primary()
    table.text('name').notNullable()
    table.text('tax_authority').notNullable()
    table.text('division').notNullable()
    table.integer('version').notNullable()
  })
  await knex.schema.createTable('staff', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.text('login').notNullable()
    table.text('name').notNullable()
    table.text('role').notNullable()
    table.text('state').notNullable()
    table.integer('version').notNullable()
    table.unique(['login'])
  })
}
