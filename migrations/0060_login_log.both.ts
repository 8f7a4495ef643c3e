import type { Knex } from 'knex'

/** Log-ins as they were tried (R-JRN-05): names are copied in, because a log must not change when a person does. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('login_log', (table) => {
    table.text('id').primary()
    table.text('hall_id').notNullable()
    table.bigInteger('at').notNullable()
    table.text('login_type').notNullable() // enterprise | agency | person
    table.text('method').notNullable() // password | sms | scan | qr
    table.text('channel').notNullable() // web | app
    table.text('result').notNullable() // success | failure
    table.text('reason') // refusal code of a failure
    table.text('person_id')
    table.text('name')
    table.text('identity_type')
    table.text('enterprise_id')
    table.text('taxpayer_name')
    table.text('credit_code')
    table.text('address') // network address
    table.text('place') // its place name
    table.index(['hall_id', 'at', 'id'])
    table.index(['hall_id', 'login_type', 'at', 'id'])
    table.index(['hall_id', 'result', 'at', 'id'])
    table.index(['hall_id', 'name', 'at', 'id'])
    table.index(['hall_id', 'identity_type', 'at', 'id'])
    table.index(['hall_id', 'taxpayer_name', 'at', 'id'])
    table.index(['hall_id', 'credit_code', 'at', 'id'])
    table.index(['person_id', 'at', 'id'])
    table.index(['enterprise_id', 'at', 'id'])
  })
}
