import type { DiagnosisContext, DiagnosisFacts, Evidence, Finding } from './diagnosis-types.ts'

type Phone = DiagnosisFacts['phones'][number]

const evidenceOf = ({ id, state, verifiedAt, emptiedAt }: Phone): Evidence => ({
  table: 'phone',
  id,
  at: state === 'emptied' ? emptiedAt : verifiedAt,
})

/** Why a code doesn't come, or comes to somebody else (R-LGE-12, R-LGE-16, R-PHN-05, R-PHN-17, R-SMS). */
export function numberFindings(facts: DiagnosisFacts, context: DiagnosisContext): Finding[] {
  const unverified = facts.phones.filter(({ state }) => state === 'unverified')
  const waiting: Finding[] =
    unverified.length === 0
      ? []
      : [{ cause: 'number-unverified', evidence: unverified.map(evidenceOf), count: unverified.length }]
  const bound = facts.phones.filter(({ state }) => state === 'bound')
  return bound.length === 0
    ? [missing(facts), ...waiting]
    : [...waiting, ...reached(facts, bound), ...registered(facts, context)]
}

function missing({ person, phones }: DiagnosisFacts): Finding {
  const emptied = phones.filter(({ state }) => state === 'emptied')
  if (emptied.length === 0) return { cause: 'no-number', evidence: [{ table: 'person', id: person.id, at: null }] }
  const last = Math.max(0, ...emptied.map(({ emptiedAt }) => emptiedAt ?? 0))
  return { cause: 'number-emptied', evidence: emptied.map(evidenceOf), ...(last > 0 ? { at: last } : {}) }
}

/** A number there is, but codes don't get through, or not to this person. */
function reached({ person, attempts, central }: DiagnosisFacts, bound: readonly Phone[]): Finding[] {
  const own = bound.filter(({ isDefault }) => isDefault)
  const found: Finding[] = []
  if (central?.codesAgainAt !== undefined)
    found.push({ cause: 'sms-limit', evidence: own.map(evidenceOf), until: central.codesAgainAt })
  const wrong = attempts.filter(({ reason }) => reason === 'code-wrong')
  const capturedElsewhere =
    person.capturedPhone !== null && !bound.some(({ number }) => number === person.capturedPhone)
  if (wrong.length > 0 || capturedElsewhere)
    found.push({
      cause: 'number-not-theirs',
      evidence: [...own.map(evidenceOf), ...wrong.map(({ id, at }) => ({ table: 'login_log', id, at }) as const)],
      ...(wrong.length === 0 ? {} : { count: wrong.length }),
    })
  return found
}

/** The registration beside the capture, where the earlier log-in sends codes by it (R-SMS-06, R-SMS-07). */
function registered({ person, central }: DiagnosisFacts, { policy }: DiagnosisContext): Finding[] {
  const core = central?.core
  if (core === undefined || !policy.enterprisePassword) return []
  const evidence: Evidence[] = [{ table: 'person', id: person.id, at: person.capturedAt }]
  if (core.mobile === '' && /^1\d{10}$/.test(core.fixedLine)) return [{ cause: 'fixed-line', evidence }]
  const differs = person.capturedPhone !== null && core.mobile !== '' && core.mobile !== person.capturedPhone
  return differs ? [{ cause: 'mobile-differs', evidence }] : []
}
