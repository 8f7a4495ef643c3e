import { getDocumentType, isDocumentTypeId } from '../document/document-types.ts'
import { beijingDate, beijingMidnight, addDays } from '../kernel/calendar.ts'
import { CAUSE_IDS, getCause, type CauseId } from './causes.ts'
import { agencyFindings } from './diagnose-agency.ts'
import { numberFindings } from './diagnose-number.ts'
import { relationFindings } from './diagnose-relation.ts'
import type { Cause, DiagnosisContext, DiagnosisFacts, Evidence, Finding } from './diagnosis-types.ts'
import { isLocked } from './lock.ts'
import type { LockedMethod } from './types.ts'

/**
 * Why a person can't log in, the likeliest first: what stops everything and what their last attempt failed for, then
 * what stops everything, then what recent attempts failed for, then what only closes one way (R-HAL-08). The desk asks
 * with what it mirrors, the central with counts and codes as well; both get the same answer from the same facts. Empty:
 * nothing that is known stands in the way.
 */
export function diagnose(facts: DiagnosisFacts, context: DiagnosisContext): Cause[] {
  const { person } = facts
  const shown: Evidence = { table: 'person', id: person.id, at: null }
  if (person.accountState === 'A4') return rank(facts, [{ cause: 'deregistered', evidence: [shown] }], context)
  if (person.accountState === 'A0') {
    const cause = isHallFirst(person) ? 'foreign-first' : 'not-registered'
    return rank(facts, [{ cause, evidence: [shown] }], context)
  }
  return rank(
    facts,
    [
      ...accountFindings(facts, context),
      ...lockFindings(facts, context),
      ...attemptFindings(facts),
      ...numberFindings(facts, context),
      ...relationFindings(facts, context),
      ...agencyFindings(facts),
    ],
    context,
  )
}

/** R-REG-13: some documents open no account before a hall has captured them. */
function isHallFirst({ capturedAt, documentType }: DiagnosisFacts['person']): boolean {
  return capturedAt === null && isDocumentTypeId(documentType) && getDocumentType(documentType).class === 'hall-first'
}

/** Account, password and document. */
function accountFindings({ person }: DiagnosisFacts, { now }: DiagnosisContext): Finding[] {
  const { credentialState, credentialVoidAt, validityEnd } = person
  const evidence: Evidence[] = [{ table: 'person', id: person.id, at: null }]
  const found: Finding[] = []
  if (person.accountState === 'A3') found.push({ cause: 'account-limited', evidence })
  if (person.capturedAt === null) found.push({ cause: 'not-captured', evidence })
  if (validityEnd !== null && validityEnd < beijingDate(now)) {
    found.push({ cause: 'document-expired', evidence, at: beijingMidnight(validityEnd) })
  }
  if (credentialState === 'K0') found.push({ cause: 'no-password', evidence })
  if (credentialState === 'K1' || credentialState === 'K3') {
    const isVoid = credentialVoidAt !== null && credentialVoidAt <= now
    const ends = credentialVoidAt === null ? {} : isVoid ? { at: credentialVoidAt } : { until: credentialVoidAt }
    found.push({ cause: isVoid ? 'value-void' : 'value-must-change', evidence, ...ends })
  }
  return found
}

/** The lock itself is the central's (R-LCK-01); a desk sees failures and can only warn. */
function lockFindings({ attempts, central }: DiagnosisFacts, { now, policy }: DiagnosisContext): Finding[] {
  const midnight = beijingMidnight(beijingDate(now))
  const failed = attempts.filter(({ at, reason }) => reason !== undefined && at >= midnight)
  const evidence = failed.map(({ id, at }): Evidence => ({ table: 'login_log', id, at }))
  if (central === undefined) {
    const [last] = failed
    return last === undefined ? [] : [{ cause: 'failures-today', evidence, count: failed.length, at: last.at }]
  }
  const until = beijingMidnight(addDays(beijingDate(now), 1))
  const methods: readonly LockedMethod[] = ['password', 'sms', 'scan']
  return methods
    .filter((method) => isLocked(central.failures, method, policy))
    .map((method) => ({
      cause: 'locked',
      evidence,
      method,
      until,
      count: central.failures[method],
      // Nobody gets past the first step without the password; the other ways of the second one stay open.
      stops: method === 'password',
    }))
}

/** Causes that nothing but the attempts themselves shows. */
const BY_ATTEMPTS: readonly CauseId[] = [
  'password-wrong',
  'face-failing',
  'earlier-closed',
  'enterprise-password',
  'agreement-password',
  'not-in-core',
  'identity-not-maintained',
]

function attemptFindings({ attempts }: DiagnosisFacts): Finding[] {
  // What went well later has been overcome.
  const success = attempts.findIndex(({ reason }) => reason === undefined)
  const failed = success === -1 ? attempts : attempts.slice(0, success)
  return BY_ATTEMPTS.flatMap((cause): Finding[] => {
    const reasons: readonly string[] = getCause(cause).reasons
    const fitting = failed.filter(({ reason }) => reason !== undefined && reasons.includes(reason))
    const [last] = fitting
    if (last === undefined) return []
    const evidence = fitting.map(({ id, at }): Evidence => ({ table: 'login_log', id, at }))
    return [{ cause, evidence, count: fitting.length, at: last.at }]
  })
}

function rank({ attempts }: DiagnosisFacts, findings: readonly Finding[], { now }: DiagnosisContext): Cause[] {
  const yesterday = addDays(beijingDate(now), -1)
  const recent = attempts.filter(({ at }) => at >= beijingMidnight(yesterday))
  const failedFor = new Set(recent.map(({ reason }) => reason))
  const last = attempts[0]?.reason
  const ranked = findings.map(({ stops, ...finding }) => {
    const { rule, card, act, reasons, ...row } = getCause(finding.cause)
    const met = reasons.some((reason) => failedFor.has(reason))
    const certain = stops ?? row.stops
    const cause: Cause = {
      ...finding,
      rule,
      card,
      ...(act === undefined ? {} : { act }),
      likelihood: certain ? 'certain' : met ? 'likely' : 'possible',
    }
    const meant = last !== undefined && reasons.includes(last)
    const order = (certain ? (meant ? 0 : 1) : met ? (meant ? 2 : 3) : 4) * 100 + CAUSE_IDS.indexOf(finding.cause)
    return { cause, order }
  })
  return ranked.toSorted((a, b) => a.order - b.order).map(({ cause }) => cause)
}
