import type { Knex } from 'knex'

/**
 * What became of each command (sync.md, five states), the audit chain, and the pictures that commands refer to.
 * `command_result` comes down to the hall's desks by the feed; audit and attachments are each side's own.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('command_result', (table) => {
    table.text('command_id').primary()
    table.text('hall_id').notNullable()
    table.text('device_id').notNullable()
    table.text('name').notNullable()
    table.text('state').notNullable() // effective | held | returned
    table.text('waits_for')
    table.text('refusal') // JSON
    table.text('message') // R-MSG id of success
    table.text('summary').notNullable() // JSON: subjects and what the approver must see
    table.text('operator_id').notNullable()
    table.text('visit_id')
    table.bigInteger('recorded_at').notNullable()
    table.bigInteger('decided_at').notNullable()
    table.integer('version').notNullable()
    table.index(['hall_id', 'state', 'decided_at'])
    table.index(['device_id'])
  })
  await knex.schema.createTable('audit', (table) => {
    table.text('chain').notNullable() // one chain a hall at the central, one a desk
    table.bigInteger('seq').notNullable()
    table.bigInteger('at').notNullable()
    table.text('actor').notNullable() // JSON
    table.text('action').notNullable()
    table.text('subjects').notNullable() // JSON array of ids
    table.text('command_id')
    table.text('detail').notNullable() // JSON, no personal data beyond ids
    table.text('previous_hash').notNullable()
    table.text('hash').notNullable()
    table.primary(['chain', 'seq'])
    table.index(['command_id'])
    table.index(['at'])
  })
  await knex.schema.createTable('attachment', (table) => {
    table.text('id').primary()
    table.text('sha256').notNullable()
    table.text('media_type').notNullable()
    table.integer('bytes').notNullable()
    table.binary('content').notNullable()
    table.text('purpose').notNullable()
    table.bigInteger('created_at').notNullable()
    table.bigInteger('delivered_at')
  })
  await knex.schema.createTable('capture_case', (table) => {
    table.text('id').primary()
    table.text('command_id').notNullable() // the newest submission; its payload is in command_result
    table.text('hall_id').notNullable()
    table.text('kind').notNullable() // new | supplement | change
    table.text('branch').notNullable() // id-card | other
    table.text('state').notNullable() // queued | accepted | needs-work
    table.text('step').notNullable() // C0 … C8, CF
    table.text('person_id')
    table.text('document_type').notNullable()
    table.text('document_number').notNullable()
    table.text('name').notNullable()
    table.text('edited').notNullable() // JSON array of the fields that differ from the machine's reading
    table.text('problem') // JSON refusal when it needs work
    table.integer('version').notNullable()
    table.bigInteger('updated_at').notNullable()
    table.index(['hall_id', 'state'])
    table.index(['document_type', 'document_number'])
  })
}
