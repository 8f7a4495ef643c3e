import { describe, expect, it } from 'vitest'
import { findEventProblem, stateOn } from '../../../src/domain/agency/judge.ts'
import { agencyRefusals } from '../../../src/domain/agency/refusals.ts'
import { findAdmissionBar, standingOn } from '../../../src/domain/agency/standing.ts'
import { transitions } from '../../../src/domain/agency/transitions.ts'
import { AGREEMENT_EVENTS, AGREEMENT_STATES, type AgreementEventName } from '../../../src/domain/agency/types.ts'
import { agency, agent, agreement, makeCase, TODAY } from './make.ts'

const cell = (state: keyof typeof transitions, event: AgreementEventName) => transitions[state][event]

describe('the table of an agreement', () => {
  it('has a cell for every event in every state and nothing besides', () => {
    expect(Object.keys(transitions)).toEqual([...AGREEMENT_STATES])
    for (const state of AGREEMENT_STATES)
      expect(Object.keys(transitions[state]).toSorted()).toEqual([...AGREEMENT_EVENTS].toSorted())
  })

  it('refuses only by listed rules', () => {
    const codes = AGREEMENT_STATES.flatMap((state) =>
      AGREEMENT_EVENTS.map((event) => findEventProblem(state, event)).filter((code) => code !== undefined),
    )
    expect(agencyRefusals.codes).toEqual(expect.arrayContaining(codes))
  })

  it('[R-TR-AGY-01] takes the first form from anybody once, and as news after that', () => {
    expect(cell('G0', 'file-basic')).toEqual({ to: 'G1' })
    for (const state of AGREEMENT_STATES.filter((one) => one !== 'G0'))
      expect(cell(state, 'file-basic')).toEqual({ to: state })
  })

  it('[R-TR-AGY-02] takes the second form after the first, never before it', () => {
    expect(cell('G1', 'file-agreement')).toEqual({ to: 'G2' })
    expect(cell('G0', 'file-agreement')).toEqual({ refuse: 'agency-basic-form-missing' })
  })

  it('[R-TR-AGY-03] begins only what was received', () => {
    const begun = AGREEMENT_STATES.filter((state) => 'to' in cell(state, 'begin'))
    expect(begun).toEqual(['G2'])
    expect(cell('G2', 'begin')).toEqual({ to: 'G3' })
  })

  it('[R-TR-AGY-04] lets run out only what is in force', () => {
    expect(AGREEMENT_STATES.filter((state) => 'to' in cell(state, 'expire'))).toEqual(['G3'])
    expect(cell('G3', 'expire')).toEqual({ to: 'G4' })
  })

  it('[R-TR-AGY-05] lets the client end what isn’t over', () => {
    expect(cell('G3', 'cancel')).toEqual({ to: 'G5' })
    for (const state of ['G0', 'G4', 'G5'] as const)
      expect(cell(state, 'cancel')).toEqual({ refuse: 'agency-agreement-over' })
  })

  it('[R-TR-AGY-07] recognises from none, and not twice', () => {
    expect(cell('G0', 'recognise')).toEqual({ to: 'G3' })
    expect(cell('G3', 'recognise')).toEqual({ refuse: 'agency-already-recognised' })
  })

  it('[R-TR-AGY-08] begins anew from expired and cancelled', () => {
    expect(cell('G4', 'file-agreement')).toEqual({ to: 'G2' })
    expect(cell('G5', 'file-agreement')).toEqual({ to: 'G2' })
  })
})

describe('an agreement on a day', () => {
  it('[R-TR-AGY-03] counts from its first day on', () => {
    const waiting = agreement({ validFrom: '2026-03-11' })
    expect(standingOn(waiting, '2026-03-10').state).toBe('G2')
    expect(standingOn(waiting, '2026-03-11').state).toBe('G3')
  })

  it('[R-TR-AGY-04] counts on its last day and is over from the next one on', () => {
    const running = agreement({ validUntil: '2026-03-10', state: 'G3' })
    expect(standingOn(running, '2026-03-10').state).toBe('G3')
    expect(standingOn(running, '2026-03-11').state).toBe('G4')
  })

  it('[R-HAL-06] never counts before the hall has received it, nor after the client has ended it', () => {
    expect(standingOn(agreement({ state: 'G1' }), TODAY).state).toBe('G1')
    expect(standingOn(agreement({ state: 'G5' }), TODAY).state).toBe('G5')
  })

  it('stands as far as the furthest of its agreements', () => {
    const states = (...given: Parameters<typeof agreement>[0][]) =>
      stateOn(makeCase({ agreements: given.map((part) => agreement(part)) }), TODAY)
    expect(states()).toBe('G1')
    expect(stateOn(makeCase({ agency: { ...agency, basicFormAt: null } }), TODAY)).toBe('G0')
    expect(states({ state: 'G5' }, { state: 'G1' })).toBe('G1')
    expect(states({ state: 'G1' }, { state: 'G2' })).toBe('G3')
    expect(states({ validUntil: '2026-02-01' }, { state: 'G5' })).toBe('G4')
  })
})

describe('who may act by an agreement', () => {
  const footing = { basicFormAt: 1, personnel: ['N', 'O'] }
  const bar = (part: Parameters<typeof agreement>[0] = {}, who = agent(), given = footing) =>
    findAdmissionBar(given, agreement(part), who, TODAY)

  it('[R-AGY-09] lets in an agent of both forms, and nobody who is in one or none', () => {
    expect(bar()).toBeUndefined()
    expect(bar({}, agent({ id: 'O' }))).toBe('not-handling')
    expect(bar({ agents: ['N', 'X'] }, agent({ id: 'X' }))).toBe('not-personnel')
    expect(bar({}, agent({ id: 'Y' }))).toBe('not-personnel')
  })

  it('[R-TR-AGY-06] leaves the agreement in force for the others', () => {
    expect(standingOn(agreement({ agents: ['N', 'X'] }), TODAY).state).toBe('G3')
    expect(bar({ agents: ['N', 'X'] })).toBeUndefined()
  })

  it('[R-AGY-07] lets nobody in while the first form is missing', () => {
    expect(findAdmissionBar({ ...footing, basicFormAt: null }, agreement(), agent(), TODAY)).toBe('basic-form-missing')
  })

  it('[R-AGY-08] lets nobody in while the second form is missing', () => {
    expect(findAdmissionBar(footing, undefined, agent(), TODAY)).toBe('agreement-missing')
  })

  it('[R-AGY-10] lets in whoever has registered, and not before', () => {
    expect(bar({}, agent({ accountState: 'A0' }))).toBe('not-registered')
    expect(bar({}, agent({ accountState: 'A4' }))).toBe('not-registered')
    expect(bar({}, agent({ accountState: 'A3' }))).toBe('not-registered')
    expect(bar({}, agent({ accountState: 'A2' }))).toBeUndefined()
  })

  it('[R-AGY-14] follows the dates', () => {
    expect(bar({ validFrom: '2026-03-11' })).toBe('not-begun')
    expect(bar({ validUntil: '2026-03-09' })).toBe('expired')
    expect(bar({ state: 'G5' })).toBe('cancelled')
    expect(bar({ state: 'G1' })).toBe('not-received')
  })

  it('[R-AGY-11] takes all people of an agency that was recognised, and nobody else', () => {
    const recognised = agreement({ agents: [], state: 'G3' })
    const unfiled = { ...footing, basicFormAt: null }
    expect(findAdmissionBar(unfiled, recognised, agent({ id: 'O' }), TODAY)).toBeUndefined()
    expect(findAdmissionBar(unfiled, recognised, agent({ id: 'X' }), TODAY)).toBe('not-personnel')
  })
})
