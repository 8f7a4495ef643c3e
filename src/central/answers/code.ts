import type { Command } from '../../contract/command.ts'
import type { CodeSendInput, CodeTarget, CodeVerifyInput } from '../../contract/code.ts'
import { COUNTER_ROLES } from '../../domain/kernel/actor.ts'
import { countFailure } from '../../storage/auth-failure.ts'
import { getHandler } from '../../storage/execute.ts'
import type { ReadDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'
import { Refused } from '../../storage/refused.ts'
import { findRow, type Row } from '../../storage/rows.ts'
import { hallsOf } from '../../storage/scope.ts'
import { maskNumber, normaliseNumber, refuseCode, type CodeBinding } from '../../storage/sms-code.ts'
import { contextFor } from '../authority.ts'
import { proveNumber, sendCode } from '../codes.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { addProof } from '../held.ts'
import { isShownTo } from '../second-judge.ts'

/** The number whose code a held act of the caller's hall waits for, as its feature says. */
async function findAwaited(
  deps: CentralDeps,
  db: ReadDb,
  commandId: string,
  caller: Caller,
): Promise<string | undefined> {
  const row = await db.find<{ envelope: string; waits_for: string | null; hall_id: string }>(
    sql(
      "select i.envelope, c.waits_for, c.hall_id from command_result c join intake i on i.command_id = c.command_id where c.command_id = ? and c.state = 'held'",
      [commandId],
    ),
  )
  if (row?.waits_for !== 'sms-code' || row.hall_id !== caller.hallId) return undefined
  const command = JSON.parse(row.envelope) as Command
  const context = await contextFor(deps, db, command, deps.now())
  const request = await getHandler(command.name).seek?.(db, command, 'sms-code', context)
  return request?.kind === 'sms-code' ? request.number : undefined
}

/** The number of a phone row that the caller's hall mirrors; what lies elsewhere isn't there for it (OP-25). */
async function findMirrored(db: ReadDb, row: Row | undefined, caller: Caller): Promise<string | undefined> {
  if (row === undefined || !(await hallsOf(db, 'phone', row)).has(caller.hallId)) return undefined
  return String(row['number'])
}

async function findTarget(deps: CentralDeps, target: CodeTarget, caller: Caller): Promise<string | null | undefined> {
  const { database } = deps
  switch (target.kind) {
    case 'number':
      return normaliseNumber(target.number)
    case 'command': {
      if (!(await isShownTo(deps, caller.hallId, 'command_result', target.commandId))) return null
      return (await database.read((db) => findAwaited(deps, db, target.commandId, caller))) ?? null
    }
    case 'phone':
      return database.readFor(caller.hallId, async (db) =>
        findMirrored(db, await findRow(db, 'phone', [target.phoneId]), caller),
      )
    case 'default': {
      const text = "select * from phone where person_id = ? and is_default = 1 and state = 'bound'"
      return database.readFor(caller.hallId, async (db) =>
        findMirrored(db, await db.find<Row>(sql(text, [target.personId])), caller),
      )
    }
  }
}

async function findNumber(deps: CentralDeps, target: CodeTarget, caller: Caller): Promise<string> {
  const number = await findTarget(deps, target, caller)
  if (number === null) throw refuseCode('sms-not-awaited')
  if (number === undefined) throw refuseCode('sms-number-missing')
  return number
}

/** A held act's code is the one its own intake sent; everything else belongs to the visit at the counter. */
function bind(number: string, { purpose, target, visitId }: CodeSendInput, held: string | undefined): CodeBinding {
  return target.kind === 'command'
    ? { number, purpose: held ?? purpose, commandId: target.commandId }
    : { number, purpose, visitId }
}

/**
 * What a code of this caller would prove.
 * @throws Refused for staff who act for nobody, outside a visit, and for whom the hall doesn't mirror (OP-25).
 */
async function findBinding(deps: CentralDeps, input: CodeSendInput, caller: Caller): Promise<CodeBinding> {
  const { target } = input
  if (!COUNTER_ROLES.includes(caller.role)) throw refuseCode('sms-role')
  if (target.kind !== 'command' && input.visitId === undefined) throw refuseCode('sms-visit-missing')
  const number = await findNumber(deps, target, caller)
  if (target.kind !== 'command') return bind(number, input, undefined)
  const row = await deps.database.readFor(caller.hallId, (db) =>
    db.find<{ name: string }>(sql('select name from command_result where command_id = ?', [target.commandId])),
  )
  return bind(number, input, row?.name)
}

async function send(deps: CentralDeps, input: CodeSendInput, caller: Caller) {
  const binding = await findBinding(deps, input, caller)
  return { ...(await sendCode(deps, binding)), masked: maskNumber(binding.number) }
}

/** OP-05: a wrong code counts against whoever's number it should have proved. */
async function countWrong(deps: CentralDeps, number: string): Promise<void> {
  await deps.database.write(async (db) => {
    const holder = await db.find<{ person_id: string }>(
      sql("select person_id from phone where number = ? and state = 'bound'", [number]),
    )
    if (holder !== undefined) await countFailure(db, holder.person_id, 'sms', deps.now())
  })
}

async function verify(deps: CentralDeps, { code, ...input }: CodeVerifyInput, caller: Caller) {
  const binding = await findBinding(deps, input, caller)
  const proof = await proveNumber(deps, { ...binding, code }).catch(async (error: unknown) => {
    if (error instanceof Refused && error.refusal.code === 'sms-code-wrong') await countWrong(deps, binding.number)
    throw error
  })
  if (binding.commandId !== undefined) {
    const outcome = await addProof(deps, { commandId: binding.commandId }, proof)
    return outcome === undefined ? {} : { state: outcome.state }
  }
  if (binding.visitId !== undefined) await addProof(deps, { visitId: binding.visitId }, proof)
  return { proof }
}

export const codeAnswers = { 'code.send': send, 'code.verify': verify }
