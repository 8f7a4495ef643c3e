import type { Knex } from 'knex'

/** What a copy of a hall is read along: without these each of its pages reads all of the hall once more. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('relation', (table) => {
    table.index(['hall_id', 'person_id'])
  })
  for (const [name, key] of [
    ['command_result', 'command_id'],
    ['capture_case', 'id'],
  ] as const)
    await knex.schema.alterTable(name, (table) => {
      table.index(['hall_id', key])
    })
}
