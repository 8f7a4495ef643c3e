import { beijingDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { findFaceProof, findSmsProof } from '../kernel/proof.ts'
import { isManager } from '../permission/identity-types.ts'
import { isMobileNumber } from '../person/phone-number.ts'
import { bindNumber, boundPhones } from '../phone/bind.ts'
import type { Policy } from '../policy/policy.ts'
import type { PhoneBook } from '../phone/types.ts'
import { isEffective } from '../relation/standing.ts'
import type { Relation } from '../relation/types.ts'
import { isCaptured } from './gaps.ts'
import { captureRefusals, type CaptureRefusalCode } from './refusals.ts'
import type { CaptureEvent, CaptureMaintain, RecordedPerson } from './types.ts'

type Link = Pick<Relation, 'identityType' | 'functions' | 'state' | 'disabledReason' | 'validUntil'>

/** What a maintenance decision needs loaded: the two people's relations to the enterprise acted for. */
export interface MaintainState {
  readonly person: RecordedPerson | undefined
  readonly actorLinks: readonly Link[]
  readonly personLinks: readonly Link[]
  readonly phones: PhoneBook
}

/** Who keeps the data up, in which enterprise's name: the visitor at a counter, or whoever is logged in for it. */
export function maintainerOf({
  actor,
  visit,
}: Pick<DecideContext, 'actor' | 'visit'>): { readonly personId: string; readonly enterpriseId: string } | undefined {
  if (actor.kind === 'person')
    return actor.enterpriseId === undefined ? undefined : { personId: actor.personId, enterpriseId: actor.enterpriseId }
  if (visit?.acting.kind !== 'enterprise') return undefined
  return { personId: visit.personId, enterpriseId: visit.acting.enterpriseId }
}

type Standing = 'manager' | 'staff' | 'none'

/** Managers may; staff where the profile lets them and the enterprise gave them the function on purpose (R-MNT-02, CF-13). */
function standingOf(links: readonly Link[], today: CivilDate, policy: Policy): Standing {
  const effective = links.filter((link) => isEffective(link, today))
  if (effective.some(({ identityType }) => isManager(identityType))) return 'manager'
  const given = effective.some(({ functions }) => functions.includes('realname-maintenance.others'))
  return policy.maintainByStaff && given ? 'staff' : 'none'
}

const refuse = (code: CaptureRefusalCode): Decision<CaptureEvent> => refused(captureRefusals.make(code))

/**
 * Judges 实名信息维护 (R-MNT, R-TR-CAP-19): a manager who stands at the counter, proved by face, changes mobile and
 * residence of someone linked with the enterprise; a new number counts only by its own code (R-PHN-17).
 */
export function decideMaintain(
  state: MaintainState,
  command: CaptureMaintain,
  context: DecideContext,
): Decision<CaptureEvent> {
  const { actor, visit, proofs, policy } = context
  if (actor.kind === 'staff' && visit === undefined) return refuse('capture-no-visit')
  const maintainer = maintainerOf(context)
  const today = beijingDate(context.now)
  const standing = standingOf(state.actorLinks, today, policy)
  if (maintainer === undefined || standing === 'none') return refuse('capture-maintain-not-allowed')
  if (!isCaptured(state.person)) return refuse('capture-no-record')
  const linked = state.personLinks.filter((link) => isEffective(link, today))
  if (linked.length === 0) return refuse('capture-maintain-not-linked')
  // CF-13: staff never change the number of a manager, which could take the enterprise over.
  if (standing === 'staff' && command.phone !== '' && linked.some(({ identityType }) => isManager(identityType)))
    return refuse('capture-maintain-manager-number')
  const holds = boundPhones(state.phones.phones).some(({ number }) => number === command.phone)
  if (command.phone !== '' && !isMobileNumber(command.phone)) return refuse('capture-phone-malformed')
  if ((command.phone === '' || holds) && command.residence.trim() === '') return refuse('capture-nothing-to-change')
  const face = findFaceProof(proofs, maintainer.personId)
  if (face === undefined) return held('face')
  if (face.kind === 'face' && !face.passed) return refuse('capture-face-failed')
  if (command.phone !== '' && !holds && findSmsProof(proofs, command.phone) === undefined) return held('sms-code')
  return accepted(maintained(state, command, context, holds), 'R-MSG-25')
}

function maintained(
  { phones }: MaintainState,
  { personId, phone: number, residence }: CaptureMaintain,
  { commandId, now }: DecideContext,
  holds: boolean,
): CaptureEvent[] {
  const bound =
    number === '' || holds ? [] : bindNumber(phones, { personId, number, newId: commandId }, { asDefault: false, now })
  return [
    {
      kind: 'person-changed',
      personId,
      changes: {
        ...(residence.trim() === '' ? {} : { residence: residence.trim() }),
        ...(number === '' ? {} : { capturedPhone: number }),
      },
    },
    ...bound.flatMap((event) => (event.kind === 'phone-put' ? [event] : [])),
  ]
}
