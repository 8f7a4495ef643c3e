import type { Knex } from 'knex'

/**
 * Whom 《跨区域涉税事项报告表》 names for a project as 经办人 or 联系人 (R-XRG-06): they act for it without being staff
 * of the enterprise. They are written down by their document, since nobody of them need be registered yet.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('cross_project_person', (table) => {
    table.text('project_id').notNullable()
    table.text('role').notNullable() // handler | contact
    table.text('name').notNullable()
    table.text('document_type').notNullable()
    table.text('document_number').notNullable()
    table.primary(['project_id', 'role', 'document_type', 'document_number'])
    table.index(['document_type', 'document_number'])
  })
}
