import { maskPhone } from '../../../domain/kernel/mask.ts'
import { findMember, findOrganisation } from '../../../storage/legacy-load.ts'
import { changeStep, type StepOf } from '../../../storage/legacy-step.ts'
import { judgeNumbers } from '../../../storage/legacy-sync.ts'
import { findDefaultNumber } from '../../../storage/phone.ts'
import { sendCode, verifyCode } from '../../codes.ts'
import type { CentralDeps } from '../../deps.ts'
import { refuseLegacy } from '../../../storage/legacy-refused.ts'
import { askCore, getStep } from './steps.ts'

const PURPOSE = 'legacy.sms'

type Picked = StepOf<'member' | 'agent'>

/** What is known of the number of whoever was picked; nothing of the registration while the core is silent. */
async function lookUpNumber(deps: CentralDeps, { enterpriseId, relationId }: StepOf<'member'>) {
  const { organisation, member } = await deps.database.read(async (db) => ({
    organisation: await findOrganisation(db, enterpriseId),
    member: await findMember(db, enterpriseId, relationId),
  }))
  if (organisation === undefined || member === undefined) throw refuseLegacy('legacy-step-expired')
  const people = await askCore(deps, organisation.creditCode)
  return { asked: people !== undefined, member, ...judgeNumbers(member, people ?? []) }
}

/**
 * The number a code goes to (R-LEG-12). A handling person of an agency has their own default number.
 * @throws Refused when there is none, it stands in the field of the fixed line, or the two records differ.
 */
async function getNumber(deps: CentralDeps, step: Picked): Promise<string> {
  if (step.stage === 'agent') {
    const number = await deps.database.read((db) => findDefaultNumber(db, step.personId))
    if (number === undefined) throw refuseLegacy('legacy-number-missing')
    return number
  }
  const { finding, number } = await lookUpNumber(deps, step)
  if (finding === 'fixed-line') throw refuseLegacy('legacy-number-fixed-line')
  if (finding === 'differs') throw refuseLegacy('legacy-number-differs')
  if (number === undefined) throw refuseLegacy('legacy-number-missing')
  return number
}

/** Sends the code of a step and notes where it went; `given` is the number that was proved to be the person's. */
export async function sendWayCode(deps: CentralDeps, token: string, given?: string) {
  const step = await getStep(deps, token, 'member', 'agent')
  const number = given ?? step.codeTo ?? (await getNumber(deps, step))
  const tokenHash = deps.sha256(token)
  const { nextAt } = await sendCode(deps, { number, purpose: PURPOSE, visitId: tokenHash })
  await deps.database.write((db) => changeStep(db, tokenHash, { ...step, codeTo: number }))
  return { codeTo: maskPhone(number), nextAt }
}

/** Whether this is the code that went out for this step. @throws Refused for one that has been used in it. */
export async function isWayCode(deps: CentralDeps, token: string, step: Picked, code: string): Promise<boolean> {
  if (step.codeTo === null) return false
  const entered = { number: step.codeTo, purpose: PURPOSE, visitId: deps.sha256(token), code }
  const entry = await verifyCode(deps, entered)
  if (entry === 'replayed') throw refuseLegacy('legacy-step-expired')
  return entry === 'right'
}

/** Why no code comes: the two records of the number, side by side and masked (R-SMS-07). */
export async function compareNumber(deps: CentralDeps, token: string) {
  const step = await getStep(deps, token, 'member')
  const { asked, finding, registered, member } = await lookUpNumber(deps, step)
  if (!asked) throw refuseLegacy('legacy-core-busy')
  const captured = member.numbers[0]
  return {
    finding,
    registered: registered === null ? null : maskPhone(registered),
    captured: captured === undefined ? null : maskPhone(captured),
  }
}
