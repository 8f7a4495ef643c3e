import type { Knex } from 'knex'

/**
 * The desk's search keys (performance.md). The full-text tables are contentless: they hold our own tokens and
 * neither names nor numbers, so an index page tells nobody more than the rows do. `row` ties a token to its owner;
 * it is a column of its own because SQLite may renumber implicit row ids.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('person_key', (table) => {
    table.integer('row').primary()
    table.text('person_id').notNullable()
    table.text('pinyin').notNullable()
    table.unique(['person_id'])
    table.index(['pinyin'])
  })
  await knex.schema.createTable('entity_key', (table) => {
    table.integer('row').primary()
    table.text('kind').notNullable() // enterprise | agency
    table.text('entity_id').notNullable()
    table.unique(['kind', 'entity_id'])
  })
  // `ascii` keeps every character beyond ASCII whole, rare ones of four bytes too; `unicode61` would lose them.
  for (const name of ['person_words', 'entity_words']) {
    await knex.raw(
      `create virtual table ${name} using fts5(words, content='', contentless_delete=1, detail='none', tokenize='ascii')`,
    )
  }
  // Which acts touched whom: the history tab of a file, for every desk of the hall.
  await knex.raw(
    'create table act_subject (subject_id text not null, recorded_at integer not null, command_id text not null, primary key (subject_id, recorded_at, command_id)) without rowid',
  )
}
