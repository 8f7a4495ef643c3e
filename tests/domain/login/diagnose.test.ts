import { describe, expect, it } from 'vitest'
import { CARDS } from '../../../src/contract/cards.ts'
import { beijingMidnight } from '../../../src/domain/kernel/calendar.ts'
import { HOUR } from '../../../src/domain/kernel/instant.ts'
import { CAUSES, CAUSE_IDS } from '../../../src/domain/login/causes.ts'
import { diagnose } from '../../../src/domain/login/diagnose.ts'
import type { DiagnosisFacts } from '../../../src/domain/login/diagnosis-types.ts'
import type { FailureReason } from '../../../src/domain/login/types.ts'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { ACTS } from '../../../src/domain/visit/acts.ts'

const NOW = beijingMidnight('2026-03-10') + 10 * HOUR
const NUMBER = '13800000001'

const person = (part: Partial<DiagnosisFacts['person']> = {}): DiagnosisFacts['person'] => ({
  id: 'P',
  accountState: 'A2',
  documentType: 'resident-id',
  credentialState: 'K2',
  credentialVoidAt: null,
  capturedAt: NOW - HOUR,
  capturedPhone: NUMBER,
  validityEnd: null,
  ...part,
})
const phone = (part: Partial<DiagnosisFacts['phones'][number]> = {}) => ({
  id: 'phone',
  number: NUMBER,
  state: 'bound' as const,
  isDefault: true,
  verifiedAt: 5,
  emptiedAt: null,
  ...part,
})
const relation = (part: Partial<DiagnosisFacts['relations'][number]> = {}) => ({
  id: 'relation',
  enterpriseId: 'E',
  state: 'R4' as const,
  disabledReason: null,
  validUntil: null,
  functions: ['filing.declare'],
  decidedAt: 7,
  ...part,
})
const failed = (...reasons: FailureReason[]): DiagnosisFacts['attempts'] =>
  reasons.map((reason, at) => ({ id: `log-${String(at)}`, at: NOW - at - 1, reason }))
const target = (projects: NonNullable<DiagnosisFacts['target']>['projects'] = []) => ({ enterpriseId: 'E', projects })
const central = (part: Partial<NonNullable<DiagnosisFacts['central']>> = {}) => ({
  failures: { password: 0, sms: 0, scan: 0 },
  codesAgainAt: undefined,
  ...part,
})

const facts = (part: Partial<DiagnosisFacts> = {}): DiagnosisFacts => ({
  person: person(),
  phones: [phone()],
  attempts: [],
  relations: [],
  agencies: [],
  ...part,
})
const causesOf = (part: Partial<DiagnosisFacts> = {}, policy: Policy = liaoning) =>
  diagnose(facts(part), { now: NOW, policy })
const names = (...given: Parameters<typeof causesOf>) => causesOf(...given).map(({ cause }) => cause)

describe('why a person can not log in', () => {
  it('[R-HAL-08] finds nothing where nothing stands in the way, and a way out wherever something does', () => {
    expect(names()).toEqual([])
    expect(names({ relations: [relation()], target: target(), central: central() })).toEqual([])
    const keys: readonly string[] = CARDS.map(({ key }) => key)
    const acts = Object.keys(ACTS)
    for (const id of CAUSE_IDS) {
      expect(keys, id).toContain(CAUSES[id].card)
      if ('act' in CAUSES[id]) expect(acts, id).toContain(CAUSES[id].act)
    }
  })

  it('[R-DRG-03] [R-LGE-15] looks no further than an account that is gone or never was', () => {
    expect(names({ person: person({ accountState: 'A4', credentialState: 'K0' }), phones: [] })).toEqual([
      'deregistered',
    ])
    expect(names({ person: person({ accountState: 'A0', credentialState: 'K0' }), phones: [] })).toEqual([
      'not-registered',
    ])
  })

  it('[R-REG-13] sends a foreign document to the hall first', () => {
    const foreign = { accountState: 'A0', documentType: 'foreign-passport' }
    expect(names({ person: person({ ...foreign, capturedAt: null }) })).toEqual(['foreign-first'])
    expect(names({ person: person(foreign) })).toEqual(['not-registered'])
    expect(names({ person: person({ accountState: 'A3' }) })).toEqual(['account-limited'])
  })

  it('[R-LCK-01] names the method that is locked and until when, where counts are known', () => {
    const found = causesOf({ central: central({ failures: { password: 5, sms: 4, scan: 0 } }) })
    expect(found).toMatchObject([
      { cause: 'locked', method: 'password', until: beijingMidnight('2026-03-11'), count: 5, likelihood: 'certain' },
    ])
    const scan = causesOf({ central: central({ failures: { password: 0, sms: 0, scan: 5 } }) })
    expect(scan.map(({ method }) => method)).toEqual(['password', 'sms', 'scan'])
  })

  it('[R-LCK-01] only warns where nothing but failures is known', () => {
    expect(causesOf({ attempts: failed('password-wrong') })).toMatchObject([
      { cause: 'password-wrong', likelihood: 'likely', count: 1, evidence: [{ table: 'login_log', id: 'log-0' }] },
      { cause: 'failures-today', likelihood: 'possible', count: 1 },
    ])
  })

  it('[R-FGT-01] forgets wrong passwords that were followed by a right one', () => {
    const attempts = [{ id: 'ok', at: NOW - 1, reason: undefined }, ...failed('password-wrong')]
    expect(names({ attempts, central: central() })).toEqual([])
  })

  it('[OP-06] [R-LGE-08] tells a value that has ended from one that must be changed', () => {
    expect(causesOf({ person: person({ credentialState: 'K3', credentialVoidAt: NOW }) })).toMatchObject([
      { cause: 'value-void', likelihood: 'certain', at: NOW },
    ])
    expect(causesOf({ person: person({ credentialState: 'K3', credentialVoidAt: NOW + 1 }) })).toMatchObject([
      { cause: 'value-must-change', until: NOW + 1 },
    ])
    expect(names({ person: person({ credentialState: 'K0' }) })).toEqual(['no-password'])
  })

  it('[R-PHN-05] [R-LGE-12] tells an emptied number from none, and [R-PHN-17] from an unverified one', () => {
    expect(causesOf({ phones: [phone({ state: 'emptied', emptiedAt: 5 })] })).toMatchObject([
      { cause: 'number-emptied', at: 5, evidence: [{ table: 'phone', id: 'phone', at: 5 }] },
    ])
    expect(names({ phones: [] })).toEqual(['no-number'])
    expect(names({ phones: [phone({ state: 'unverified' })] })).toEqual(['no-number', 'number-unverified'])
  })

  it('[R-LGE-16] suspects a number that isn’t the captured one, or whose codes are wrong', () => {
    expect(names({ person: person({ capturedPhone: '13900000009' }) })).toEqual(['number-not-theirs'])
    expect(names({ attempts: failed('code-wrong'), central: central() })).toEqual(['number-not-theirs'])
  })

  it('[R-SMS-01] says when the next code can go', () => {
    expect(causesOf({ central: central({ codesAgainAt: NOW + 60 }) })).toMatchObject([
      { cause: 'sms-limit', until: NOW + 60 },
    ])
  })

  it('[R-REG-17] names a face that keeps failing, and [R-VAL-03] a document that has run out', () => {
    expect(names({ attempts: failed('face-failed', 'face-failed'), central: central() })).toEqual(['face-failing'])
    expect(names({ person: person({ validityEnd: '2026-03-09' }) })).toEqual(['document-expired'])
    expect(names({ person: person({ validityEnd: '2026-03-10' }) })).toEqual([])
    expect(names({ person: person({ capturedAt: null }) })).toEqual(['not-captured'])
  })
})

describe('why an enterprise’s door is closed', () => {
  const at = (...relations: DiagnosisFacts['relations'][number][]) => names({ relations, target: target() })

  it('[R-LGE-09] has no relation behind it, or one that ended', () => {
    expect(at()).toEqual(['relation-none'])
    expect(at(relation({ enterpriseId: 'F' }))).toEqual(['relation-none'])
    expect(at(relation({ state: 'R6' }))).toEqual(['relation-deleted'])
    expect(at(relation({ state: 'R8' }))).toEqual(['relation-refused'])
    expect(at(relation({ state: 'R6' }), relation({ id: 'later', state: 'R4' }))).toEqual([])
  })

  it('[R-REL-08] waits for one side, and says which', () => {
    expect(at(relation({ state: 'R1' }))).toEqual(['relation-waits-person'])
    expect(at(relation({ state: 'R2' }))).toEqual(['relation-waits-enterprise'])
    expect(at(relation({ state: 'R3' }))).toEqual(['relation-core-unconfirmed'])
  })

  it('[R-LGE-18] [R-TR-REL-15] was frozen or ran out', () => {
    expect(at(relation({ state: 'R5', disabledReason: 'freeze' }))).toEqual(['relation-frozen'])
    expect(at(relation({ validUntil: '2026-03-09' }))).toEqual(['relation-expired'])
    expect(at(relation({ state: 'R5', disabledReason: 'deregistered' }))).toEqual(['relation-deregistered'])
    expect(causesOf({ relations: [relation({ state: 'R1' })], target: target() })).toMatchObject([
      { likelihood: 'certain', evidence: [{ table: 'relation', id: 'relation', at: 7 }] },
    ])
  })

  it('is only a guess while nobody says which enterprise', () => {
    expect(causesOf({ relations: [relation({ state: 'R1' })] })).toMatchObject([{ likelihood: 'possible', count: 1 }])
    expect(names({ relations: [relation({ state: 'R6' })] })).toEqual([])
  })

  it('[R-XRG-06] opens for a special entity with a project that counts', () => {
    const project = (counts: boolean) => target([{ id: 'project', counts }])
    expect(names({ relations: [relation()], target: project(false) })).toEqual(['project-missing'])
    expect(names({ relations: [relation()], target: project(true) })).toEqual([])
  })

  it('[R-FAQ-06] has nothing behind it without functions', () => {
    expect(names({ relations: [relation({ functions: [] })] })).toEqual(['no-functions'])
  })

  it('[R-AGY-07] [R-AGY-08] [R-AGY-09] [R-AGY-14] names what an agency lacks', () => {
    const agencies = (...bars: DiagnosisFacts['agencies'][number]['bar'][]) =>
      bars.map((bar, place) => ({
        evidence: { table: 'agency_agreement' as const, id: String(place), at: null },
        bar,
      }))
    const found = (...bars: Parameters<typeof agencies>) => names({ agencies: agencies(...bars) })
    expect(found('basic-form-missing')).toEqual(['agency-basic-form'])
    expect(found('agreement-missing')).toEqual(['agency-agreement'])
    expect(found('not-received')).toEqual(['agency-agreement'])
    expect(found('not-personnel', 'not-registered')).toEqual(['agency-agent'])
    expect(found('expired', undefined)).toEqual(['agency-term'])
    expect(names({ agencies: agencies('expired', undefined), relations: [relation()], target: target() })).toEqual([])
  })
})

describe('what only the earlier log-in asks for', () => {
  const core = (mobile: string, fixedLine = '') => central({ core: { mobile, fixedLine } })

  it('[R-SMS-07] compares the registered mobile with the captured one', () => {
    expect(names({ central: core('13900000009') }, liaoningLegacy)).toEqual(['mobile-differs'])
    expect(names({ central: core(NUMBER) }, liaoningLegacy)).toEqual([])
    expect(names({ central: core('13900000009') })).toEqual([])
  })

  it('[R-SMS-06] finds a mobile in the field of the fixed line', () => {
    expect(names({ central: core('', NUMBER) }, liaoningLegacy)).toEqual(['fixed-line'])
    expect(names({ central: core('', '02412345678') }, liaoningLegacy)).toEqual([])
  })

  it('[R-PHN-19] finds staff whom nobody has captured', () => {
    const given = { person: person({ capturedAt: null }), relations: [relation()] }
    expect(names(given, liaoningLegacy)).toEqual(['staff-not-captured', 'not-captured'])
    expect(names(given)).toEqual(['not-captured'])
  })

  it('[R-FAQ-05] [R-FAQ-09] [R-LEG-15] reads the log', () => {
    const read = (reason: FailureReason) => names({ attempts: failed(reason), central: central() }, liaoningLegacy)
    expect(read('enterprise-password-wrong')).toEqual(['enterprise-password'])
    expect(read('quick-not-ready')).toEqual(['identity-not-maintained'])
    expect(read('not-in-core')).toEqual(['not-in-core'])
    expect(read('agreement-password-wrong')).toEqual(['agreement-password'])
    expect(read('legacy-closed')).toEqual(['earlier-closed'])
  })
})

describe('the order of causes', () => {
  const many = {
    person: person({ capturedAt: null, validityEnd: '2026-03-09' }),
    phones: [],
    relations: [relation({ state: 'R5', disabledReason: 'freeze' })],
    target: target(),
    central: central({ failures: { password: 5, sms: 0, scan: 0 } }),
  } as const

  it('[R-LCK-01] puts first what stops everything, and of that what the last attempt failed for', () => {
    expect(names(many).slice(0, 2)).toEqual(['locked', 'relation-frozen'])
    expect(names({ ...many, attempts: failed('relation-frozen', 'locked') }).slice(0, 2)).toEqual([
      'relation-frozen',
      'locked',
    ])
  })

  it('puts what recent attempts failed for before what merely could be', () => {
    const found = causesOf({ person: person({ capturedAt: null }), attempts: failed('code-wrong'), central: central() })
    expect(found.map(({ cause, likelihood }) => [cause, likelihood])).toEqual([
      ['number-not-theirs', 'likely'],
      ['not-captured', 'possible'],
    ])
  })
})
