import { describe, expect, it } from 'vitest'
import { decideRegister, findStepProblem, needsFace } from '../../../src/domain/account/register.ts'
import type { RegisterOverseasCommand } from '../../../src/domain/account/types.ts'
import { DOCUMENT_TYPES } from '../../../src/domain/document/document-types.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'
import type { Phone } from '../../../src/domain/phone/types.ts'
import {
  atHome,
  face,
  foreign,
  holder,
  identity,
  mail,
  MAIL,
  NOW,
  NUMBER,
  password,
  register,
  sms,
  state,
} from './scene.ts'

const liaoning = getPolicy('liaoning')
const shandong = getPolicy('shandong')
const legacy = getPolicy('liaoning-legacy')
const all = [password(), sms(), face()]
const codeOf = (decision: ReturnType<typeof decideRegister>) =>
  decision.kind === 'refused' ? decision.refusal.code : decision.kind

/** Numbers by document type that their form lets through. */
const NUMBERS: Readonly<Record<string, string>> = {
  'resident-id': '11010519491231002X',
  'hk-macao-permit': 'H12345678',
  'taiwan-permit': '12345678',
  'chinese-passport': 'E12345678',
  'foreign-permanent-residence': 'USA110090010112',
  'hk-macao-residence': '810000199408230021',
  'taiwan-residence': '830000199201300022',
  'foreign-passport': 'AB123456',
  'work-permit-a': 'AB12345678',
  'work-permit-b': 'AB12345678',
  'work-permit-c': 'AB12345678',
  other: 'AB12345678',
}

describe('registration', () => {
  it('[R-TR-ACC-01] opens an account in order by face, with number and top level', () => {
    const decision = decideRegister(state(), register(), atHome(all))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-45' })
    if (decision.kind !== 'accepted') return
    expect(decision.events).toMatchObject([
      {
        kind: 'person-opened',
        personId: 'C',
        changes: { accountState: 'A2', credentialState: 'K2', level: 4, capturedAt: NOW, captureChannel: 'app' },
      },
      { kind: 'document-put', documentType: 'resident-id', isMain: true },
      { kind: 'password-set', personId: 'C' },
      { kind: 'phone-put', phone: { number: NUMBER, isDefault: true, state: 'bound' } },
      { kind: 'paper-agreed', paper: 'registration', version: 'registration/1' },
    ])
  })

  it('[R-REG-03] stops without the ticked agreement, and goes on with it', () => {
    const context = atHome(all)
    expect(findStepProblem('agreement', state(), register({ agreed: '' }), context)).toMatchObject({
      code: 'account-agreement-missing',
      rule: 'R-REG-03',
    })
    expect(findStepProblem('agreement', state(), register(), context)).toBeUndefined()
    expect(codeOf(decideRegister(state(), register({ agreed: 'registration/0' }), context))).toBe(
      'account-agreement-missing',
    )
  })

  it.each(['name', 'documentNumber', 'sex', 'nationality'] as const)('[R-REG-04] stops without the %s', (field) => {
    const problem = findStepProblem('identity', state(), register({ identity: identity({ [field]: '' }) }), atHome([]))
    expect(problem).toMatchObject({ code: 'account-identity-incomplete', rule: 'R-REG-04', field })
  })

  it('[R-REG-04] goes on when all five are filled, whatever comes on later pages', () => {
    const stated = identity({ validityKind: '', validityStart: '' })
    expect(findStepProblem('identity', state(), register({ identity: stated, number: '' }), atHome([]))).toBeUndefined()
  })

  it('[R-MSG-12] asks for the document type where none is chosen', () => {
    const problem = findStepProblem(
      'identity',
      state(),
      register({ identity: identity({ documentType: '' }) }),
      atHome([]),
    )
    expect(problem).toMatchObject({ code: 'account-document-type-missing', message: 'R-MSG-12' })
  })

  it('[R-REG-05] takes a mobile number and an optional username of the right form', () => {
    const step = (changes: Parameters<typeof register>[0], taken = false) =>
      findStepProblem('account', state(undefined, { usernameTaken: taken }), register(changes), atHome([]))?.code
    expect(step({})).toBeUndefined()
    expect(step({ username: 'anna.2026' })).toBeUndefined()
    expect(step({ number: '02488886666' })).toBe('account-phone-malformed')
    expect(step({ username: 'abc' })).toBe('account-username-malformed')
    expect(step({ username: 'anna.2026' }, true)).toBe('account-username-taken')
    expect(codeOf(decideRegister(state(), register(), atHome([password(), face()])))).toBe('held')
  })

  it('[R-POL-20] wants a username where the profile does', () => {
    const context = atHome([], { policy: legacy })
    expect(findStepProblem('account', state(), register(), context)?.code).toBe('account-username-missing')
    expect(findStepProblem('account', state(), register({ username: 'anna' }), context)).toBeUndefined()
  })

  it('[R-PWD-23] stops at a password that breaks the rule', () => {
    const decision = decideRegister(state(), register(), atHome([password('C', 'classes'), sms(), face()]))
    expect(decision).toMatchObject({
      refusal: { code: 'account-password-breaks-rule', values: { problem: 'classes' } },
    })
  })

  it('[R-TR-ACC-12] registers nobody whose face fails, or was never looked at', () => {
    expect(codeOf(decideRegister(state(), register(), atHome([password(), sms(), face(false)])))).toBe(
      'account-face-failed',
    )
    expect(decideRegister(state(), register(), atHome([password(), sms()]))).toMatchObject({
      kind: 'held',
      waitsFor: 'face',
      events: [],
    })
  })

  it('[R-TR-ACC-02] needs no face of whoever was captured at a hall with this number', () => {
    const proofs = [password('A'), sms()]
    const decision = decideRegister(state(holder()), register(), atHome(proofs, {}, 'A'))
    expect(decision).toMatchObject({ kind: 'accepted' })
    if (decision.kind !== 'accepted') return
    const [changed] = decision.events
    // Brought out, not written over: the hall's record keeps its data.
    expect(changed).toEqual({
      kind: 'person-changed',
      personId: 'A',
      changes: { accountState: 'A2', credentialState: 'K2', level: 4 },
    })
  })

  it('[R-TR-ACC-02] needs the face all the same in Liaoning when the number is another one', () => {
    const captured = holder({ capture: { channel: 'hall', phone: '13900000009' } })
    const proofs = [password('A'), sms()]
    expect(decideRegister(state(captured), register(), atHome(proofs, {}, 'A'))).toMatchObject({ waitsFor: 'face' })
    const looked = [...proofs, face(true, 'A')]
    expect(decideRegister(state(captured), register(), atHome(looked, {}, 'A')).kind).toBe('accepted')
    const failed = [...proofs, face(false, 'A')]
    expect(codeOf(decideRegister(state(captured), register(), atHome(failed, {}, 'A')))).toBe('account-face-failed')
  })

  it('[R-REG-11] needs no face in Shandong after any capture at a hall', () => {
    const captured = holder({ capture: { channel: 'hall', phone: '13900000009' } })
    expect(needsFace(captured, NUMBER, shandong)).toBe(false)
    expect(needsFace(captured, NUMBER, liaoning)).toBe(true)
    expect(needsFace(holder({ capture: { channel: 'app', phone: NUMBER } }), NUMBER, shandong)).toBe(true)
    expect(needsFace(holder(), NUMBER, legacy)).toBe(true)
  })

  it('[R-REG-07] brings out no record of somebody with another name', () => {
    const stranger = holder({ name: '李四' })
    expect(codeOf(decideRegister(state(stranger), register(), atHome(all, {}, 'A')))).toBe('account-record-differs')
  })

  it('[R-REG-01] registers nobody who has an account', () => {
    for (const accountState of ['A2'] as const)
      expect(codeOf(decideRegister(state(holder({ accountState })), register(), atHome(all, {}, 'A')))).toBe(
        'account-exists',
      )
  })

  it('[R-REG-18] sees that somebody else took the document meanwhile', () => {
    expect(codeOf(decideRegister(state(holder()), register(), atHome(all)))).toBe('account-changed-meanwhile')
  })

  it('[R-PHN-03] takes the number from whoever holds it, whose next number becomes default', () => {
    const pair = (changes: Partial<Phone>): Phone => ({
      id: 'b1',
      personId: 'B',
      number: NUMBER,
      state: 'bound',
      isDefault: true,
      verifiedAt: 1,
      emptiedAt: null,
      ...changes,
    })
    const other = pair({ id: 'b2', number: '13800000002', isDefault: false })
    const phones = { person: undefined, phones: [], otherHolder: pair({}), otherHolderPhones: [pair({}), other] }
    const decision = decideRegister(state(undefined, { phones }), register(), atHome(all))
    expect(
      decision.kind === 'accepted' ? decision.events.filter(({ kind }) => kind === 'phone-put') : [],
    ).toMatchObject([
      { phone: { id: 'b1', state: 'emptied', emptiedAt: NOW } },
      { phone: { id: 'b2', isDefault: true } },
      { phone: { personId: 'C', number: NUMBER, state: 'bound', isDefault: true } },
    ])
  })

  it('[R-REG-10] gives the level of the profile, and takes none away', () => {
    const changesOf = (decision: ReturnType<typeof decideRegister>) =>
      decision.kind === 'accepted' && decision.events[0]?.kind === 'person-opened'
        ? decision.events[0].changes.level
        : 0
    for (const policy of [liaoning, shandong])
      expect(changesOf(decideRegister(state(), register(), atHome(all, { policy })))).toBe(4)
    const modest = { ...liaoning, level: { ...liaoning.level, onRegister: 3 } }
    expect(changesOf(decideRegister(state(), register(), atHome(all, { policy: modest })))).toBe(3)
  })

  it('[R-TR-ACC-11] registers somebody who deregistered, as the same person', () => {
    const gone = holder({ accountState: 'A4' })
    const decision = decideRegister(state(gone), register(), atHome([password('A'), sms()], {}, 'A'))
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [{ personId: 'A', changes: { accountState: 'A2' } }, {}, {}, {}],
    })
  })
})

describe('documents and roads', () => {
  it.each(DOCUMENT_TYPES)('[$rule] [R-REG-12] [R-REG-13] $id registers by its road', ({ id, class: road }) => {
    const typed = identity({
      documentType: id,
      documentNumber: NUMBERS[id] ?? '',
      birth: '1990-02-03',
      name: '关山月',
    })
    const problem = findStepProblem('identity', state(), register({ identity: typed }), atHome([]))
    if (road === 'self-register') expect(problem).toBeUndefined()
    else expect(problem).toMatchObject({ code: 'account-hall-first', rule: 'R-REG-13', message: 'R-MSG-32' })
    const captured = state(holder())
    expect(findStepProblem('identity', captured, register({ identity: typed }), atHome([]))).toBeUndefined()
  })

  it('[R-TR-ACC-03] leaves a foreign document that only an APP captured where it is', () => {
    const byApp = state(holder({ name: 'ANNA SMITH', capture: { channel: 'app', phone: NUMBER } }))
    expect(codeOf(decideRegister(byApp, register({ identity: foreign() }), atHome(all, {}, 'A')))).toBe(
      'account-hall-first',
    )
  })

  it('[R-POL-32] takes identity cards alone where the profile says so', () => {
    const problem = findStepProblem(
      'identity',
      state(),
      register({ identity: foreign() }),
      atHome([], { policy: legacy }),
    )
    expect(problem?.code).toBe('account-document-type-not-taken')
  })
})

describe('registration from abroad', () => {
  const overseas = (changes: Partial<RegisterOverseasCommand> = {}): RegisterOverseasCommand => ({
    name: 'account.register-overseas',
    agreed: 'registration/1',
    identity: foreign(),
    username: '',
    email: MAIL,
    ...changes,
  })

  it('[R-TR-ACC-07] opens a limited account by the code to the mailbox, without number and record', () => {
    const decision = decideRegister(state(), overseas(), atHome([password(), mail()]))
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [
        { kind: 'person-opened', changes: { accountState: 'A3', level: 1, email: MAIL } },
        { kind: 'document-put' },
        { kind: 'password-set' },
        { kind: 'paper-agreed' },
      ],
    })
    expect(JSON.stringify(decision)).not.toContain('capturedAt')
  })

  it('[R-REG-14] is by mail and nothing else', () => {
    expect(codeOf(decideRegister(state(), overseas(), atHome([password(), sms(), face()])))).toBe(
      'account-email-unproved',
    )
    expect(codeOf(decideRegister(state(), overseas(), atHome([password(), mail('else@example.org')])))).toBe(
      'account-email-unproved',
    )
  })

  it.each(DOCUMENT_TYPES)('[$rule] [R-REG-14] $id registers from abroad or doesn’t', ({ id, overseas: taken }) => {
    const typed = foreign({ documentType: id, documentNumber: NUMBERS[id] ?? '' })
    const code = codeOf(decideRegister(state(), overseas({ identity: typed }), atHome([password(), mail()])))
    expect(code).toBe(taken ? 'accepted' : 'account-overseas-document')
  })

  it('[R-POL-31] is closed where the profile closes it', () => {
    const policy = { ...liaoning, overseasEmailRegistration: false }
    expect(codeOf(decideRegister(state(), overseas(), atHome([password(), mail()], { policy })))).toBe(
      'account-overseas-closed',
    )
  })

  it('[R-TR-ACC-08] is lifted by a hall’s capture and a registration here', () => {
    const limited = holder({ name: 'ANNA SMITH', accountState: 'A3', level: 4 })
    const proofs = [password('A'), sms()]
    const decision = decideRegister(state(limited), register({ identity: foreign() }), atHome(proofs, {}, 'A'))
    expect(decision).toMatchObject({ kind: 'accepted', events: [{ changes: { accountState: 'A2' } }, {}, {}, {}] })
    const uncaptured = holder({ name: 'ANNA SMITH', accountState: 'A3', capture: undefined })
    expect(codeOf(decideRegister(state(uncaptured), register({ identity: foreign() }), atHome(proofs, {}, 'A')))).toBe(
      'account-hall-first',
    )
  })
})
