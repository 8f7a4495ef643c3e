import type { AnswerOf, Operation, PartsOf } from '../../contract/public/operation.ts'
import type { operations } from '../../contract/public/registry.ts'
import type { CentralDeps } from '../deps.ts'
import { phoneAnswers } from './answers/phone.ts'
import { verificationAnswers } from './answers/verification.ts'
import type { Taxpayer } from './taxpayer.ts'

/** A request as its answer gets it: parsed, with the taxpayer where the operation asks for one. */
export interface RequestOf<Given extends Operation> extends PartsOf<Given> {
  readonly taxpayer: Given['access'] extends { kind: 'session' } ? Taxpayer : undefined
  /** The `Authorization` token, for what is logged in already or is on its way there. */
  readonly token: string
  /** The network address, for the log. */
  readonly address: string
}

/** An answer for each operation of a group. */
export type AnswersOf<Group extends Readonly<Record<string, Operation>>> = {
  readonly [Name in keyof Group]: (deps: CentralDeps, request: RequestOf<Group[Name]>) => Promise<AnswerOf<Group[Name]>>
}

/** Every operation has exactly one answer: the compiler counts them. */
export const answers: AnswersOf<typeof operations> = { ...verificationAnswers, ...phoneAnswers }
