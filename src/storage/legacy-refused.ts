import {
  legacyRefusals,
  memberRefusals,
  type LegacyRefusalCode,
  type MemberRefusalCode,
} from '../domain/legacy/refusals.ts'
import { Refused } from './refused.ts'

/** A refusal of the earlier log-in, for the central to throw. */
export const refuseLegacy = (code: LegacyRefusalCode): Refused => new Refused(legacyRefusals.make(code))

/** A refusal of an act on members or passwords of an enterprise, for the central to throw. */
export const refuseMember = (code: MemberRefusalCode): Refused => new Refused(memberRefusals.make(code))
