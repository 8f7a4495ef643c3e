import type { Knex } from 'knex'

const ROLE = 'hall_desk_desk'
const OF_HALL = "hall_id = (select current_setting('hall_desk.hall', true))"

/**
 * What the calls of a desk rest on besides what it mirrors: rows that one hall made and no other may use. Of most of
 * them it is enough to know that they are there, so no more than their keys can be read.
 */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  certificate: ['id', 'hall_id'],
  import_preview: ['token_hash', 'hall_id'],
  device: ['id', 'hall_id', 'name'],
  store_report: ['id', 'device_id', 'hall_id', 'kind', 'detail', 'found_at', 'told_at'],
}

/** Row security for the calls of desks, on PostgreSQL alone (docs/decisions/0006). */
export async function up(knex: Knex): Promise<void> {
  if (knex.client.config.client !== 'pg') return
  for (const [table, columns] of Object.entries(TABLES)) {
    await knex.raw(`alter table ${table} enable row level security`)
    await knex.raw(`create policy of_hall on ${table} for select to ${ROLE} using (${OF_HALL})`)
    await knex.raw(`grant select (${columns.join(', ')}) on ${table} to ${ROLE}`)
  }
}
