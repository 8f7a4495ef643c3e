import type { Knex } from 'knex'

/**
 * Tickets of QR codes on a web page (R-QRC): what is to be proved, whose face it has to be, and what came of the scan.
 * The ticket itself is known to page and APP alone; only its hash is kept.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('scan_ticket', (table) => {
    table.text('ticket_hash').primary()
    table.text('purpose').notNullable() // a log-in, or the operation that asks for the face
    table.text('person_id') // whose face it has to be, where that is known
    table.text('apps').notNullable() // JSON array of the APPs that may read it
    table.text('state').notNullable() // waiting | passed | failed | used
    table.text('content').notNullable() // JSON: who is to be compared, and what the APP brought along
    table.text('app') // the one that read it
    table.bigInteger('created_at').notNullable()
    table.bigInteger('expires_at').notNullable()
    table.index(['expires_at'])
  })
}
