import type { CustomerAnswer, CustomerTask, CustomerWish } from '../contract/customer.ts'
import type { CodeTarget } from '../contract/code.ts'
import { maskName, maskPhone } from '../domain/kernel/mask.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext, WriteContext } from './queries.ts'
import { findOpenVisit } from './visit.ts'

async function getCentralKey(db: ReadDb): Promise<string> {
  const row = await db.find<{ value: string }>(sql("select value from setting where name = 'central-key'"))
  if (row === undefined) throw new Error('no sealing key came from the central yet')
  return JSON.parse(row.value) as string
}

async function findName(db: ReadDb, personId: string): Promise<string> {
  const person = await db.find<{ name: string }>(sql('select name from person where id = ?', [personId]))
  return person === undefined ? '' : maskName(person.name)
}

async function maskTarget(db: ReadDb, target: CodeTarget): Promise<string> {
  if (target.kind === 'number') return maskPhone(target.number)
  if (target.kind === 'command') return ''
  const row = await db.find<{ number: string }>(
    target.kind === 'phone'
      ? sql('select number from phone where id = ?', [target.phoneId])
      : sql("select number from phone where person_id = ? and is_default = 1 and state = 'bound'", [target.personId]),
  )
  return row === undefined ? '' : maskPhone(row.number)
}

/** Completes what the clerk asked for with what the customer screen needs; no page of the clerk's sees it. */
async function prepare(
  db: ReadDb,
  { taskId, wish }: { taskId: string; wish: CustomerWish },
  { policy }: ReadContext,
): Promise<CustomerTask> {
  switch (wish.kind) {
    case 'password': {
      const { kind, purpose, personId } = wish
      const name = await findName(db, personId)
      return { kind, taskId, purpose, personId, name, rule: policy.passwordRule, centralKey: await getCentralKey(db) }
    }
    case 'code':
      return { ...wish, taskId, masked: await maskTarget(db, wish.target) }
    case 'agreement': {
      const visit = await findOpenVisit(db)
      return { ...wish, taskId, name: visit === undefined ? '' : maskName(visit.name) }
    }
  }
}

/** Keeps a sealed box until the command that names its task is recorded; a cancelled task leaves nothing. */
async function keep(db: WriteDb, { taskId, outcome, sealed }: CustomerAnswer, { now }: WriteContext): Promise<object> {
  if (outcome === 'done' && sealed !== undefined)
    await db.run(
      sql('insert into customer_answer (task_id, content, at) values (?, ?, ?) on conflict (task_id) do nothing', [
        taskId,
        JSON.stringify({ sealed }),
        now,
      ]),
    )
  return {}
}

/**
 * Puts the sealed box in the place of the task's id, so that the box goes from the customer screen to the outbox
 * without passing the clerk's page. A payload that names no task, or one without an answer, stays as it is.
 */
export async function fillFromCustomer(
  db: ReadDb,
  payload: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { customerTaskId, ...rest } = payload
  if (typeof customerTaskId !== 'string') return rest
  const row = await db.find<{ content: string }>(
    sql('select content from customer_answer where task_id = ?', [customerTaskId]),
  )
  return row === undefined ? rest : { ...rest, sealedPassword: (JSON.parse(row.content) as { sealed: string }).sealed }
}

export const customerReads = { 'customer.prepare': prepare }
export const customerWrites = { 'customer.keep': keep }
