import type { registrationOperations } from '../../../contract/public/registration.ts'
import type { AnswersOf } from '../answers.ts'
import {
  finishRegistration,
  openFace,
  openRegistration,
  sendRegistrationCode,
  takeAccount,
  takeIdentity,
} from '../registration.ts'

/** 用户注册, page by page (R-REG). */
export const registrationAnswers: AnswersOf<typeof registrationOperations> = {
  'registrations.open': async (deps, { body }) => ({ ...(await openRegistration(deps, body)), next: 'identity' }),

  'registrations.identity': async (deps, { body: { registration, ...identity } }) => {
    await takeIdentity(deps, registration, identity)
    return { next: 'account' }
  },

  'registrations.code': async (deps, { body: { registration, to } }) => ({
    ...(await sendRegistrationCode(deps, registration, to)),
    advice: 'own-number-only',
  }),

  'registrations.account': (deps, { body: { registration, ...page } }) => takeAccount(deps, registration, page),

  'registrations.scan': (deps, { body }) => openFace(deps, body.registration),

  'registrations.finish': async (deps, { body: { registration, scan } }) => ({
    ...(await finishRegistration(deps, registration, scan)),
    next: 'log-in',
  }),
}
