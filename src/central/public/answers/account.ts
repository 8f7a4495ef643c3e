import { EDITABLE, type accountOperations } from '../../../contract/public/account.ts'
import { maskPhone } from '../../../domain/kernel/mask.ts'
import type { Proof } from '../../../domain/kernel/proof.ts'
import { isEmail, normaliseEmail } from '../../../domain/person/email.ts'
import { agreedVersion, loadDeregistration, loadOwnAccount, refuseAccount } from '../../../storage/account-queries.ts'
import { findDefaultNumber } from '../../../storage/phone.ts'
import { Refused } from '../../../storage/refused.ts'
import { readUsername } from '../../../storage/registration.ts'
import { proveMailbox, sendCode, sendMailCode } from '../../codes.ts'
import type { CentralDeps } from '../../deps.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import { proveOwnership } from '../prove.ts'
import { stepRefusals } from '../refusals.ts'
import { proveOwnPassword } from '../own-password.ts'
import type { Taxpayer } from '../taxpayer.ts'

const DEREGISTER = 'account.deregister'
const MAILBOX = 'account.set-email'

/** The account of whoever is logged in (R-PIN, R-USR, R-EML, R-ADR, R-PWD, R-DRG). */
export const accountAnswers: AnswersOf<typeof accountOperations> = {
  'account.view': async (deps, { taxpayer: { session } }) => {
    const judge = { now: deps.now(), policy: deps.policy }
    const own = await deps.database.read((db) => loadOwnAccount(db, session.personId, judge))
    // R-VAL-03: who comes in by 自然人业务 with an expired card is told where to renew the record.
    const notices = session.entrance === 'person' && own.validity.expired ? ['R-MSG-23'] : []
    return { ...own, editable: [...EDITABLE], notices }
  },

  'account.set-username': async (deps, { taxpayer, body }) => {
    const { personId } = taxpayer.session
    const username = readUsername(body.username)
    const proofs = await proveOwnership(deps, taxpayer, 'account.set-username', body)
    return act(deps, {
      actor: taxpayer.actor,
      name: 'account.set-username',
      payload: { personId, username },
      proofs,
      turns: [`username ${username}`],
    })
  },

  'account.send-mail-code': async (deps, { taxpayer, body }) => {
    const address = normaliseEmail(body.email)
    if (!isEmail(address)) throw new Refused(refuseAccount('account-email-malformed'))
    return sendMailCode(deps, { address, purpose: MAILBOX, visitId: taxpayer.tokenHash })
  },

  'account.set-email': async (deps, { taxpayer, body: { email, code } }) => {
    const { personId } = taxpayer.session
    const address = normaliseEmail(email)
    const entered = { address, purpose: MAILBOX, visitId: taxpayer.tokenHash }
    const proofs: Proof[] = code === undefined ? [] : [await proveMailbox(deps, { ...entered, code })]
    return act(deps, {
      actor: taxpayer.actor,
      name: 'account.set-email',
      payload: { personId, email: address },
      proofs,
    })
  },

  'account.set-contact-address': (deps, { taxpayer, body: { address } }) =>
    act(deps, {
      actor: taxpayer.actor,
      name: 'account.set-contact-address',
      payload: { personId: taxpayer.session.personId, address },
    }),

  'account.set-validity': (deps, { taxpayer, body }) =>
    act(deps, {
      actor: taxpayer.actor,
      name: 'document.set-validity',
      payload: { personId: taxpayer.session.personId, ...body },
    }),

  'account.change-password': async (deps, { taxpayer, body }) => {
    if (body.newPassword !== body.confirmation) throw new Refused(stepRefusals.make('login-confirmation-differs'))
    const { personId } = taxpayer.session
    return act(deps, {
      actor: taxpayer.actor,
      name: 'credential.change',
      payload: { personId, by: body.by },
      proofs: await proveChange(deps, taxpayer, body),
      newPassword: { personId, text: body.newPassword },
    })
  },

  'account.view-deregistration': (deps, { taxpayer: { session } }) =>
    deps.database.read((db) => loadDeregistration(db, session.personId)),

  'account.confirm-deregistration': async (deps, { taxpayer, body: { agreed } }) => {
    if (!agreed) throw new Refused(refuseAccount('account-deregistration-unconfirmed'))
    const number = await deps.database.read((db) => findDefaultNumber(db, taxpayer.session.personId))
    if (number === undefined) throw new Refused(refuseAccount('account-number-missing'))
    const sent = await sendCode(deps, { number, purpose: DEREGISTER, visitId: taxpayer.tokenHash })
    return { codeTo: maskPhone(number), ...sent }
  },

  'account.deregister': async (deps, { taxpayer, body: { agreed, code } }) => {
    const { personId } = taxpayer.session
    const number = await deps.database.read((db) => findDefaultNumber(db, personId))
    // What is refused without a proof keeps the code for the time it isn't.
    const proofs = agreed && number !== undefined ? await proveOwnership(deps, taxpayer, DEREGISTER, { code }) : []
    const payload = { personId, agreed: agreedVersion('deregistration', agreed) }
    return act(deps, { actor: taxpayer.actor, name: 'account.deregister', payload, proofs })
  },
}

type Change =
  | { readonly by: 'password'; readonly oldPassword: string }
  | { readonly by: 'code'; readonly code: string }
  | { readonly by: 'face'; readonly scan: string }

/** R-PWD-08: the way that was chosen, and no other. */
async function proveChange(deps: CentralDeps, taxpayer: Taxpayer, change: Change): Promise<Proof[]> {
  const purpose = 'account.change-password'
  switch (change.by) {
    case 'password':
      return [await proveOwnPassword(deps, taxpayer.session.personId, change.oldPassword)]
    case 'code':
      return proveOwnership(deps, taxpayer, purpose, { code: change.code })
    case 'face':
      return proveOwnership(deps, taxpayer, purpose, { scan: change.scan })
  }
}
