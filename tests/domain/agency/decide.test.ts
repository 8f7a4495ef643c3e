import { describe, expect, it } from 'vitest'
import { decideAgency } from '../../../src/domain/agency/decide.ts'
import type { AgencyCase, AgencyCommand } from '../../../src/domain/agency/types.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import { liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import {
  act,
  agency,
  agent,
  agreement,
  agreementForm,
  basicForm,
  context,
  handIn,
  legacySession,
  makeCase,
  NOW,
  recognising,
  withRole,
} from './make.ts'

const decide = (command: AgencyCommand, state: AgencyCase = makeCase(), how: DecideContext = context()) =>
  decideAgency(state, command, how)
const codeOf = (...given: Parameters<typeof decide>) => {
  const decision = decide(...given)
  return decision.kind === 'refused' ? decision.refusal.code : decision.kind
}
const eventsOf = (...given: Parameters<typeof decide>) => {
  const decision = decide(...given)
  return decision.kind === 'accepted' ? decision.events : []
}

describe('the first form', () => {
  it('[R-TR-AGY-01] makes the agency known with its people', () => {
    const events = eventsOf(basicForm(), makeCase({ agency: undefined, personnel: [] }))
    expect(events).toEqual([
      { kind: 'agency-put', agency: { ...agency, id: 'command', basicFormAt: NOW, version: 0 } },
      { kind: 'personnel-put', agencyId: 'command', people: ['N'] },
    ])
  })

  it('[R-AGY-07] replaces the people when it comes again, and keeps when it was first filed', () => {
    const events = eventsOf(basicForm(), makeCase())
    expect(events[0]).toMatchObject({ agency: { id: 'agency', basicFormAt: agency.basicFormAt } })
    expect(events[1]).toEqual({ kind: 'personnel-put', agencyId: 'agency', people: ['N'] })
  })

  it('[R-AGY-10] names people before they have an account; the desk leaves strangers to the central', () => {
    const unknown = makeCase({ named: [undefined] })
    expect(eventsOf(basicForm(), unknown)).toContainEqual(
      expect.objectContaining({ kind: 'person-named', id: 'command-1', hallId: 'H' }),
    )
    expect(codeOf(basicForm(), unknown, context({ partial: true }))).toBe('held')
  })

  it('[R-HAL-06] is received by the clerk of the agency’s own hall alone', () => {
    expect(codeOf(basicForm())).toBe('accepted')
    expect(codeOf(basicForm(), makeCase(), withRole('supervisor'))).toBe('agency-role-not-allowed')
    expect(codeOf(basicForm(), makeCase(), withRole('field-officer'))).toBe('agency-role-not-allowed')
    const online = context({ actor: { kind: 'person', personId: 'N' } })
    expect(codeOf(basicForm(), makeCase(), online)).toBe('agency-received-at-hall')
    expect(codeOf(basicForm(), makeCase({ agency: { ...agency, hallId: 'other' } }))).toBe('agency-other-hall')
  })

  it('[R-AGY-07] needs a real code, a name and people whose names are those of their documents', () => {
    expect(codeOf(basicForm({ agencyCode: '91210102MA0UY1QQ8X' }))).toBe('agency-code-malformed')
    expect(codeOf(basicForm({ agencyName: ' ' }))).toBe('agency-name-missing')
    expect(codeOf(basicForm({ people: [] }))).toBe('agency-people-missing')
    expect(codeOf(basicForm(), makeCase({ named: [agent({ name: '李四' })] }))).toBe('agency-person-mismatch')
  })
})

describe('the second form', () => {
  it('[R-TR-AGY-02] makes an agreement that counts by its dates', () => {
    expect(eventsOf(agreementForm())).toEqual([
      { kind: 'agreement-put', agreement: agreement({ id: 'command', state: 'G2', version: 0 }) },
    ])
  })

  it('[R-AGY-07] isn’t taken from an agency that hasn’t filed its people', () => {
    const unfiled = makeCase({ agency: { ...agency, basicFormAt: null } })
    expect(codeOf(agreementForm(), unfiled)).toBe('agency-basic-form-missing')
    expect(codeOf(agreementForm(), makeCase({ agency: undefined }))).toBe('agency-unknown')
  })

  it('[R-AGY-08] names the client, who handles it, and until when', () => {
    expect(codeOf(agreementForm(), makeCase({ client: undefined }))).toBe('agency-client-unknown')
    expect(codeOf(agreementForm({ agents: [] }), makeCase({ named: [] }))).toBe('agency-agents-missing')
    expect(codeOf(agreementForm(), makeCase({ named: [undefined] }))).toBe('agency-agent-unknown')
    expect(codeOf(agreementForm({ validUntil: '2025-12-31' }))).toBe('agency-validity-impossible')
    expect(codeOf(agreementForm({ validFrom: '2025-01-01', validUntil: '2026-03-09' }))).toBe('agency-validity-past')
    expect(codeOf(agreementForm({ validUntil: '2026-03-10' }))).toBe('accepted')
  })

  it('[R-TR-AGY-08] after one that is over makes another and leaves the old one as it ended', () => {
    for (const old of [agreement({ state: 'G5' }), agreement({ validUntil: '2026-02-01' })]) {
      const events = eventsOf(agreementForm(), makeCase({ agreements: [old] }))
      expect(events).toEqual([expect.objectContaining({ agreement: expect.objectContaining({ id: 'command' }) })])
    }
  })

  it('[R-AGY-08] ends what stood before, so that nobody acts by terms that were replaced', () => {
    const events = eventsOf(agreementForm(), makeCase({ agreements: [agreement()] }))
    expect(events).toMatchObject([
      { agreement: { id: 'agreement', state: 'G5' } },
      { agreement: { id: 'command', state: 'G2' } },
    ])
  })

  it('leaves to the central what the desk has no copy of', () => {
    expect(codeOf(agreementForm(), makeCase({ client: undefined }), context({ partial: true }))).toBe('held')
    expect(codeOf(agreementForm(), makeCase({ agency: undefined }), context({ partial: true }))).toBe('held')
  })
})

describe('the second form online', () => {
  const online = (personId = 'N') => context({ actor: { kind: 'person', personId, enterpriseId: 'C' } })
  const own = makeCase({ speaker: agent() })

  it('[R-HAL-06] waits until the hall has received it', () => {
    expect(eventsOf(handIn(), own, online())).toMatchObject([{ agreement: { id: 'command', state: 'G1' } }])
    const waiting = makeCase({ agreements: [agreement({ state: 'G1' })] })
    expect(eventsOf(act('agency.receive-agreement'), waiting)).toMatchObject([{ agreement: { state: 'G2' } }])
    expect(codeOf(act('agency.receive-agreement'), makeCase({ agreements: [agreement()] }))).toBe(
      'agency-not-handed-in',
    )
    expect(codeOf(act('agency.receive-agreement'), waiting, online())).toBe('agency-received-at-hall')
  })

  it('[R-HAL-06] leaves what stands alone until then, and ends it when received', () => {
    const both = [agreement(), agreement({ id: 'waiting', state: 'G1' })]
    expect(eventsOf(handIn(), { ...own, agreements: [agreement()] }, online())).toHaveLength(1)
    const receive = { ...act('agency.receive-agreement'), agreementId: 'waiting' } as AgencyCommand
    expect(eventsOf(receive, makeCase({ agreements: both }))).toMatchObject([
      { agreement: { id: 'agreement', state: 'G5' } },
      { agreement: { id: 'waiting', state: 'G2' } },
    ])
  })

  it('[R-AGY-07] is the word of the agency’s own people', () => {
    expect(codeOf(handIn(), makeCase({ speaker: agent({ id: 'X' }) }), online('X'))).toBe('agency-not-personnel')
    expect(codeOf(handIn(), makeCase({ speaker: agent({ accountState: 'A0' }) }), online())).toBe(
      'agency-not-personnel',
    )
    expect(codeOf(handIn(), own)).toBe('agency-role-not-allowed')
  })
})

describe('the client’s word', () => {
  const standing = makeCase({ agreements: [agreement()] })

  it('[R-TR-AGY-05] ends an agreement', () => {
    expect(eventsOf(act('agency.cancel'), standing)).toMatchObject([{ agreement: { id: 'agreement', state: 'G5' } }])
  })

  it('[R-TR-AGY-05] is that of 法定代表人 or 财务负责人, and about an agreement that isn’t over', () => {
    expect(codeOf(act('agency.cancel'), { ...standing, managers: [] })).toBe('agency-manager-not-present')
    const over = makeCase({ agreements: [agreement({ state: 'G5' })] })
    expect(codeOf(act('agency.cancel'), over)).toBe('agency-agreement-over')
    expect(codeOf(act('agency.cancel'), makeCase())).toBe('agency-agreement-unknown')
    expect(codeOf(act('agency.cancel', { agreement: 1 }), standing)).toBe('agency-changed-meanwhile')
  })

  it('[R-POL-29] recognises where the profile says so, and files forms where it says that', () => {
    expect(codeOf(recognising())).toBe('agency-recognition-not-used')
    expect(codeOf(recognising(), makeCase(), context({ policy: shandong }))).toBe('agency-recognition-not-used')
    const legacy = context({ policy: liaoningLegacy })
    expect(codeOf(agreementForm(), makeCase(), legacy)).toBe('agency-forms-not-used')
    expect(codeOf(act('agency.cancel'), standing, legacy)).toBe('agency-forms-not-used')
    expect(codeOf(basicForm(), makeCase(), legacy)).toBe('accepted')
  })
})

describe('recognition', () => {
  const password = { kind: 'new-password', personId: 'C', problem: null, at: NOW } as const
  const recognised = makeCase({ agreements: [agreement({ agents: [], state: 'G3' })] })

  it('[R-TR-AGY-07] is in force from today on, with the agreement password', () => {
    expect(eventsOf(recognising(), makeCase(), legacySession({ proofs: [password] }))).toEqual([
      {
        kind: 'agreement-put',
        secret: 'typed',
        agreement: agreement({ id: 'command', agents: [], validFrom: '2026-03-10', state: 'G3', version: 0 }),
      },
    ])
  })

  it('[R-TR-AGY-07] isn’t made without the password, nor with one that breaks the rule, nor twice', () => {
    expect(codeOf(recognising(), makeCase(), legacySession())).toBe('held')
    const bad = legacySession({ proofs: [{ ...password, problem: 'length' }] })
    expect(codeOf(recognising(), makeCase(), bad)).toBe('agency-password-breaks-rule')
    const again = legacySession({ proofs: [password] })
    expect(codeOf(recognising(), recognised, again)).toBe('agency-already-recognised')
    expect(codeOf(recognising(), makeCase({ agency: undefined }), again)).toBe('agency-unknown')
    expect(codeOf(recognising('2026-03-09'), makeCase(), again)).toBe('agency-validity-past')
  })

  it('[R-AGY-11] is recorded at a counter without the password, which nobody there hears', () => {
    const events = eventsOf(recognising(), makeCase(), context({ policy: liaoningLegacy }))
    expect(events).toMatchObject([{ agreement: { state: 'G3' } }])
    expect(events[0]).not.toHaveProperty('secret')
  })

  it('[R-AGY-11] is taken back by the client', () => {
    expect(eventsOf(act('agency.unrecognise'), recognised, legacySession())).toMatchObject([
      { agreement: { state: 'G5' } },
    ])
    const stranger = legacySession({ actor: { kind: 'person', personId: 'S', enterpriseId: 'C' } })
    expect(codeOf(act('agency.unrecognise'), recognised, stranger)).toBe('agency-manager-not-present')
  })

  it('[R-POL-28] lets the client set another password where agreements have one', () => {
    const how = legacySession({ proofs: [password] })
    expect(eventsOf(act('agency.set-password'), recognised, how)).toMatchObject([{ secret: 'typed' }])
    expect(codeOf(act('agency.set-password'), recognised, legacySession())).toBe('held')
    const none = legacySession({ policy: { ...liaoningLegacy, agencyAgreementPassword: false } })
    expect(codeOf(act('agency.set-password'), recognised, none)).toBe('agency-password-not-used')
    const over = makeCase({ agreements: [agreement({ agents: [], state: 'G5' })] })
    expect(codeOf(act('agency.set-password'), over, how)).toBe('agency-agreement-over')
  })
})
