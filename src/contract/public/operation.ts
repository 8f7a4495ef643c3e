import { z } from 'zod'
import type { PermissionId } from '../../domain/permission/matrix.ts'
import type { FaceFunction } from '../../domain/policy/policy.ts'

/** Groups of the central's API for taxpayers, as the documentation lists them. */
export const API_GROUPS = [
  'auth',
  'account',
  'phone',
  'real-name',
  'relation',
  'agency',
  'cross-region',
  'log',
  'policy',
  'app',
  'core',
] as const
export type ApiGroup = (typeof API_GROUPS)[number]

/**
 * Who may use an operation: anybody; a taxpayer whose log-in is done and whose identity the permission row lets in
 * (R-PM); or a system outside the product, an APP or the core tax system,
 * which shows its own key.
 */
export type Access =
  | { readonly kind: 'open' }
  | { readonly kind: 'session'; readonly permission: PermissionId }
  | { readonly kind: 'app' }
  | { readonly kind: 'core' }

/** A code to the default number, one to a number named in the call, a scan by an APP, a code to a mailbox. */
export type ProofKind = 'code' | 'number-code' | 'scan' | 'mail-code'

/** One operation of the public API, declared once: routes, documentation, client, tests and scopes come from it. */
export interface Operation {
  readonly group: ApiGroup
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for each parameter. */
  readonly path: string
  readonly summary: string
  /** The rules it keeps; documentation and coverage read them. */
  readonly rules: readonly string[]
  readonly access: Access
  readonly params: z.ZodType
  readonly query: z.ZodType
  readonly body: z.ZodType
  readonly answer: z.ZodType
  /** Codes of the refusals it can answer with, besides those every operation has. */
  readonly refusals: readonly string[]
  /** What the caller may have to prove on the way; codes and scans are asked for with the operation's name as purpose. */
  readonly proofs?: readonly ProofKind[]
  /** The function whose APPs may read its QR code (CF-26), or one an entrance; any APP where none is named. */
  readonly face?: FaceFunction | { readonly enterprise: FaceFunction; readonly person: FaceFunction }
  /**
   * Where a password, a code or an account name could be guessed: a few hundred calls a network (TRUST-58). Every other
   * open operation has a wider budget by itself.
   */
  readonly limited?: true
  /** Bytes of a request that carries more than the usual ones, such as pictures. */
  readonly bodyLimit?: number
  /** One good call, for the documentation and for tests that spoil it field by field. */
  readonly example: { readonly params?: object; readonly query?: object; readonly body?: object }
}

const nothing = z.strictObject({})
/** A request may come without any body where none is asked for. */
const noBody = nothing.nullish()

type Parts = Pick<
  Operation,
  'group' | 'method' | 'path' | 'summary' | 'rules' | 'access' | 'refusals' | 'proofs' | 'limited' | 'example'
>

/** Declares an operation; what it doesn't take is an empty object, so that unknown fields are refused everywhere. */
export function defineOperation<
  const Given extends Parts,
  Answer extends z.ZodType,
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof noBody,
>(parts: Given & { answer: Answer; params?: Params; query?: Query; body?: Body }) {
  return {
    ...parts,
    params: parts.params ?? (nothing as unknown as Params),
    query: parts.query ?? (nothing as unknown as Query),
    body: parts.body ?? (noBody as unknown as Body),
  }
}

/** The parsed parts of a request to an operation. */
export interface PartsOf<Given extends Operation> {
  readonly params: z.output<Given['params']>
  readonly query: z.output<Given['query']>
  readonly body: z.output<Given['body']>
}

/** What an operation's answer is made from. */
export type AnswerOf<Given extends Operation> = z.input<Given['answer']>
