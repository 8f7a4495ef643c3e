import { z } from 'zod'
import { id, instant, text } from './fields.ts'

/**
 * The public log-in of taxpayers (`/v1/auth`), in two steps. It is plain HTTP and no call of the desk's registry:
 * taxpayers use their own browser. A refusal answers 409 with its rule; OP-20 keeps all but the prescribed ones alike.
 */

/** Opaque proof that the steps before were passed; its hash alone is kept. */
const token = text(80)

const channel = z.enum(['web', 'app']).default('web')
export const secondFactor = z.enum(['sms', 'province-app', 'iit-app'])

/** 企业业务 and 特定主体登录: the account field takes a document number, a phone number or a username (R-LGE-03). */
const enterpriseFields = {
  enterpriseCode: text(40),
  account: text(60),
  password: text(200),
  /** The slider, fully right (R-LGE-06). */
  humanCheck: z.boolean(),
  channel,
}

export const firstStepInput = z.discriminatedUnion('entrance', [
  z.strictObject({ entrance: z.literal('enterprise'), ...enterpriseFields }),
  z.strictObject({
    entrance: z.literal('special'),
    projectKind: z.enum(['report', 'tax-source']),
    ...enterpriseFields,
  }),
  z.strictObject({
    entrance: z.literal('person'),
    /** 证件登录, 手机号登录, 用户名登录 (R-LGN-02). */
    tab: z.enum(['document', 'phone', 'username']),
    documentType: text(40).default('resident-id'),
    account: text(60),
    password: text(200),
    humanCheck: z.boolean(),
    channel,
  }),
])
export type FirstStepInput = z.infer<typeof firstStepInput>

/** What comes next: the second step, the change of an initial value (R-LGE-08), or nothing. */
const next = z.enum(['second-step', 'change-password', 'done'])

export const firstStepAnswer = z.object({
  token,
  expiresAt: instant,
  next,
  /** Identity types to choose one from (R-LGE-10). */
  identities: z.array(z.string()),
  factors: z.array(secondFactor),
  /** Where a code would go, masked; null when there is no number (R-LGE-12). */
  codeTo: z.string().nullable(),
  advice: z.array(z.enum(['add-phone'])),
})
export type FirstStepAnswer = z.infer<typeof firstStepAnswer>

export const loginCodeInput = z.strictObject({ token })
export const loginCodeAnswer = z.object({
  codeTo: z.string(),
  /** When the next code can be asked for. */
  nextAt: instant,
})

export const secondStepInput = z.strictObject({
  token,
  factor: secondFactor,
  identityType: text(40).default(''),
  /** The six digits, for `sms` alone. */
  code: text(12).default(''),
})
export type SecondStepInput = z.infer<typeof secondStepInput>
export const secondStepAnswer = z.object({ token, expiresAt: instant, next, identityType: z.string().nullable() })
export type SecondStepAnswer = z.infer<typeof secondStepAnswer>

export const initialPasswordInput = z.strictObject({ token, newPassword: text(200), confirmation: text(200) })
export const initialPasswordAnswer = z.object({ token, expiresAt: instant, next })

export const loginSession = z.object({
  personId: id,
  entrance: z.enum(['enterprise', 'person', 'special']),
  enterpriseId: id.nullable(),
  identityType: z.string().nullable(),
  expiresAt: instant,
})
export type LoginSession = z.infer<typeof loginSession>

export const loginRefused = z.object({ kind: z.literal('refused'), refusal: z.unknown() })
export const loginDenied = z.object({ code: z.string() })
