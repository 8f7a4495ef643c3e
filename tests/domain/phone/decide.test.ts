import { describe, expect, it } from 'vitest'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { findDefaultPhone } from '../../../src/domain/phone/bind.ts'
import { decidePhone } from '../../../src/domain/phone/decide.ts'
import type { PhoneBook, PhoneCommand } from '../../../src/domain/phone/types.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'
import { NOW, P1, P2, P3, apply, atCounter, book, faceProof, passwordProof, phone, smsProof } from './context.ts'

const add: PhoneCommand = { name: 'phone.add', personId: 'A', number: P2 }
const recover: PhoneCommand = { name: 'phone.recover', personId: 'A', number: P2, sealedPassword: 'box' }
const modify: PhoneCommand = { name: 'phone.modify', personId: 'A', phoneId: `pair-${P1}`, number: P2 }
const remove = (number: string): PhoneCommand => ({ name: 'phone.delete', personId: 'A', phoneId: `pair-${number}` })
const setDefault = (number: string): PhoneCommand => ({
  name: 'phone.set-default',
  personId: 'A',
  phoneId: `pair-${number}`,
})
const one = [phone(P1, { isDefault: true })]
const two = [phone(P1, { isDefault: true }), phone(P3)]
const othersP2 = (changes = {}) => phone(P2, { id: 'other', personId: 'B', ...changes })

/** Who holds what after the decision: number → mark, for pairs of this person. */
function after(state: PhoneBook, decision: ReturnType<typeof decidePhone>, personId = 'A'): Record<string, string> {
  if (decision.kind === 'refused') throw new Error(`refused: ${decision.refusal.code}`)
  const pairs = new Map([...state.phones, ...state.otherHolderPhones].map((pair) => [pair.id, pair]))
  const mine = [...apply(pairs, decision.events).values()].filter((pair) => pair.personId === personId)
  return Object.fromEntries(mine.map((pair) => [pair.number, pair.isDefault ? 'default' : pair.state]))
}

const expectRefusal = (decision: ReturnType<typeof decidePhone>, code: string, rule: string) =>
  expect(decision).toMatchObject({ kind: 'refused', refusal: { code, rule } })

describe('adding a number', () => {
  it('[R-PHN-09] [R-TR-PHN-03] adds with the codes of the old and the new number, with the prescribed message', () => {
    const decision = decidePhone(book(one), add, atCounter([smsProof(P1), smsProof(P2)]))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-06' })
    expect(after(book(one), decision)).toEqual({ [P1]: 'default', [P2]: 'bound' })
  })

  it('[R-PHN-09] takes the face in place of the old number', () => {
    expect(decidePhone(book(one), add, atCounter([faceProof(), smsProof(P2)])).kind).toBe('accepted')
  })

  it.each([
    ['the old number is not proved', [smsProof(P2)], 'sms-code'],
    ['the new number has no code', [smsProof(P1)], 'sms-code'],
    ['the face failed', [smsProof(P2), faceProof(false)], 'sms-code'],
  ])('[R-PHN-09] [OP-24] only marks the number when %s', (_, proofs, waitsFor) => {
    const decision = decidePhone(book(one), add, atCounter(proofs))
    expect(decision).toMatchObject({ kind: 'held', waitsFor })
    expect(after(book(one), decision)).toEqual({ [P1]: 'default', [P2]: 'unverified' })
  })

  it('[R-PHN-06] adds a third number', () => {
    expect(decidePhone(book(two), add, atCounter([smsProof(P1), smsProof(P2)])).kind).toBe('accepted')
  })

  it('[OP-14] stops at the technical ceiling and not before', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => phone(`1390000000${n}`, { isDefault: n === 0 }))
    const proofs = [smsProof('13900000000'), smsProof(P2)]
    expect(decidePhone(book(many(9)), add, atCounter(proofs)).kind).toBe('accepted')
    expectRefusal(decidePhone(book(many(10)), add, atCounter(proofs)), 'phone-too-many', 'R-PHN-06')
  })

  it('[R-PHN-10] leaves the default where it is', () => {
    const decision = decidePhone(book(one), add, atCounter([smsProof(P1), smsProof(P2)]))
    expect(after(book(one), decision)[P1]).toBe('default')
  })

  it('[R-PHN-07] [R-TR-PHN-02] makes the only number the default without any act', () => {
    const decision = decidePhone(book([]), add, atCounter([faceProof(), smsProof(P2)]))
    expect(after(book([]), decision)).toEqual({ [P2]: 'default' })
  })

  it('[OP-12] asks a person without any number for the face', () => {
    expect(decidePhone(book([]), add, atCounter([smsProof(P2)]))).toMatchObject({ kind: 'held', waitsFor: 'face' })
  })

  it('[R-PHN-09] waits for the face of the scene photo instead of the old number, and refuses the wrong one', () => {
    const byFace: PhoneCommand = { ...add, scenePhotoAttachmentId: 'photo' }
    const decide = (...proofs: Proof[]) => decidePhone(book(one), byFace, atCounter([smsProof(P2), ...proofs]))
    expect(decide()).toMatchObject({ kind: 'held', waitsFor: 'face' })
    expect(decide(faceProof()).kind).toBe('accepted')
    expectRefusal(decide(faceProof(false)), 'phone-face-failed', 'R-PHN-09')
    expect(decide(faceProof(false), smsProof(P1)).kind).toBe('accepted')
  })

  it('[R-PHN-05] lets a person whose number was emptied add one', () => {
    const emptied = [phone(P1, { state: 'emptied', emptiedAt: NOW - 5 })]
    const decision = decidePhone(book(emptied), add, atCounter([faceProof(), smsProof(P2)]))
    expect(after(book(emptied), decision)).toEqual({ [P1]: 'emptied', [P2]: 'default' })
  })

  it('[OP-24] keeps the day a number was emptied while the pair waits for its code again', () => {
    const emptied = [phone(P2, { state: 'emptied', emptiedAt: NOW - 5 })]
    const decision = decidePhone(book(emptied), add, atCounter())
    expect(decision).toMatchObject({ events: [{ phone: { state: 'unverified', emptiedAt: NOW - 5 } }] })
  })

  it('[R-PHN-09] refuses a number the person holds already', () => {
    expectRefusal(
      decidePhone(book(two), { ...add, number: P3 }, atCounter([smsProof(P1), smsProof(P3)])),
      'phone-already-held',
      'R-PHN-09',
    )
  })

  it.each(['1380000000', '23800000001', '', '02412345678', '1380000000a'])(
    '[R-PHN-09] refuses %j as a number',
    (number) => {
      expectRefusal(decidePhone(book(one), { ...add, number }, atCounter()), 'phone-number-malformed', 'R-PHN-09')
    },
  )
})

describe('a number that another person holds', () => {
  it('[R-PHN-01] [R-PHN-02] goes to the one whose code was right, and leaves the former holder', () => {
    const state = book(one, [othersP2({ isDefault: true })])
    const decision = decidePhone(state, add, atCounter([smsProof(P1), smsProof(P2)]))
    expect(after(state, decision)).toEqual({ [P1]: 'default', [P2]: 'bound' })
    expect(after(state, decision, 'B')).toEqual({ [P2]: 'emptied' })
  })

  it('[R-TR-PHN-10] [OP-12] makes the most recently verified of the former holder the next default', () => {
    const older = phone('13700000001', { id: 'o1', personId: 'B', verifiedAt: NOW - 9 })
    const newer = phone('13700000002', { id: 'o2', personId: 'B', verifiedAt: NOW - 1 })
    const state = book(one, [othersP2({ isDefault: true }), older, newer])
    const decision = decidePhone(state, add, atCounter([smsProof(P1), smsProof(P2)]))
    expect(after(state, decision, 'B')).toEqual({ [P2]: 'emptied', '13700000001': 'bound', '13700000002': 'default' })
  })

  it('[R-TR-PHN-10] leaves the default of the former holder alone when another number was taken', () => {
    const state = book(one, [othersP2(), phone('13700000001', { id: 'o1', personId: 'B', isDefault: true })])
    const decision = decidePhone(state, add, atCounter([smsProof(P1), smsProof(P2)]))
    expect(after(state, decision, 'B')).toEqual({ [P2]: 'emptied', '13700000001': 'default' })
  })

  it('[R-PHN-04] [R-TR-PHN-05] is emptied there by a recovery as well', () => {
    const state = book(one, [othersP2({ isDefault: true })])
    const decision = decidePhone(state, recover, atCounter([passwordProof(true), smsProof(P2)]))
    expect(after(state, decision, 'B')).toEqual({ [P2]: 'emptied' })
  })

  it('[OP-24] stays with its holder while the code is missing', () => {
    const state = book(one, [othersP2({ isDefault: true })])
    expect(after(state, decidePhone(state, add, atCounter([smsProof(P1)])), 'B')).toEqual({ [P2]: 'default' })
  })

  it('[R-PHN-02] [CF-10] is refused where the profile lets numbers change hands by registration and recovery only', () => {
    const state = book(one, [othersP2({ isDefault: true })])
    const policy = { ...getPolicy('liaoning'), phoneTakeover: 'register-and-recover' as const }
    const proofs = [smsProof(P1), smsProof(P2), passwordProof(true)]
    expectRefusal(decidePhone(state, add, atCounter(proofs, { policy })), 'phone-held-by-another', 'R-PHN-02')
    expect(decidePhone(state, recover, atCounter(proofs, { policy })).kind).toBe('accepted')
  })
})

describe('modifying the default number', () => {
  it('[R-PHN-11] [R-TR-PHN-04] puts the new number in its place and deletes the old one', () => {
    const decision = decidePhone(book(two), modify, atCounter([smsProof(P1), smsProof(P2)]))
    expect(after(book(two), decision)).toEqual({ [P2]: 'default', [P3]: 'bound' })
  })

  it('[R-PHN-11] takes the face when the old number is lost', () => {
    expect(decidePhone(book(two), modify, atCounter([faceProof(), smsProof(P2)])).kind).toBe('accepted')
  })

  it.each([
    ['the old number is not proved', [smsProof(P2)]],
    ['the new number has no code', [smsProof(P1)]],
  ])('[R-PHN-11] keeps the old number while %s', (_, proofs) => {
    const decision = decidePhone(book(two), modify, atCounter(proofs))
    expect(decision).toMatchObject({ kind: 'held', waitsFor: 'sms-code' })
    expect(after(book(two), decision)).toEqual({ [P1]: 'default', [P2]: 'unverified', [P3]: 'bound' })
  })

  it('[R-PHN-11] refuses to modify a number that is not the default', () => {
    const command: PhoneCommand = { ...modify, phoneId: `pair-${P3}` }
    const decision = decidePhone(book(two), command, atCounter([smsProof(P1), smsProof(P2)]))
    expectRefusal(decision, 'phone-modify-default-only', 'R-PHN-11')
  })
})

describe('deleting a number', () => {
  it.each([['code', smsProof(P1)] as const, ['face', faceProof()] as const])(
    '[R-PHN-12] [R-TR-PHN-08] deletes another number by %s, with the prescribed message',
    (_, proof) => {
      const decision = decidePhone(book(two), remove(P3), atCounter([proof]))
      expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-08' })
      expect(after(book(two), decision)).toEqual({ [P1]: 'default' })
    },
  )

  it('[R-PHN-12] [OP-12] waits for the code of the default number, not of the deleted one', () => {
    const decision = decidePhone(book(two), remove(P3), atCounter([smsProof(P3)]))
    expect(decision).toMatchObject({ kind: 'held', waitsFor: 'sms-code', events: [] })
  })

  it('[R-PHN-13] [R-TR-PHN-09] refuses to delete the default number', () => {
    expectRefusal(
      decidePhone(book(two), remove(P1), atCounter([smsProof(P1)])),
      'phone-default-not-deletable',
      'R-PHN-13',
    )
  })

  it('[R-PHN-14] [R-TR-PHN-09] refuses to delete the only number', () => {
    expectRefusal(decidePhone(book(one), remove(P1), atCounter([smsProof(P1)])), 'phone-only-number', 'R-PHN-14')
  })

  it('[OP-24] lets a number that was never proved be taken back without proof', () => {
    const state = book([...one, phone(P2, { state: 'unverified', verifiedAt: null })])
    expect(after(state, decidePhone(state, remove(P2), atCounter()))).toEqual({ [P1]: 'default' })
  })

  it('[R-PHN-12] refuses a number that was emptied', () => {
    const state = book([...one, phone(P2, { state: 'emptied' })])
    expectRefusal(decidePhone(state, remove(P2), atCounter([smsProof(P1)])), 'phone-not-held', 'R-PHN-12')
  })
})

describe('setting the default', () => {
  it('[R-PHN-08] [R-TR-PHN-07] moves the default without proof, with the prescribed message', () => {
    const decision = decidePhone(book(two), setDefault(P3), atCounter())
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-07' })
    expect(after(book(two), decision)).toEqual({ [P1]: 'bound', [P3]: 'default' })
  })

  it('[R-PHN-08] demotes before it promotes, so that no moment has two defaults', () => {
    const decision = decidePhone(book(two), setDefault(P3), atCounter())
    expect(decision).toMatchObject({ events: [{ phone: { number: P1 } }, { phone: { number: P3 } }] })
  })

  it('[R-PHN-08] [OP-24] refuses a number that waits for its code', () => {
    const state = book([...one, phone(P2, { state: 'unverified' })])
    expectRefusal(decidePhone(state, setDefault(P2), atCounter()), 'phone-not-held', 'R-PHN-12')
  })
})

describe('recovering a number', () => {
  it('[R-RPH-03] [R-RPH-07] [OP-11] sets the new number as default and keeps the former one beside it', () => {
    const decision = decidePhone(book(one), recover, atCounter([passwordProof(true), smsProof(P2)]))
    expect(after(book(one), decision)).toEqual({ [P1]: 'bound', [P2]: 'default' })
  })

  it('[R-RPH-03] refuses a wrong password even with the right code', () => {
    const decision = decidePhone(book(one), recover, atCounter([passwordProof(false), smsProof(P2)]))
    expectRefusal(decision, 'phone-password-wrong', 'R-RPH-03')
  })

  it.each([
    ['the code', [passwordProof(true)], 'sms-code'],
    ['the password', [smsProof(P2)], 'password-check'],
  ])('[R-RPH-03] [OP-24] waits for %s and leaves the numbers as they are', (_, proofs, waitsFor) => {
    const decision = decidePhone(book(one), recover, atCounter(proofs))
    expect(decision).toMatchObject({ kind: 'held', waitsFor })
    expect(after(book(one), decision)).toEqual({ [P1]: 'default', [P2]: 'unverified' })
  })

  it('[R-RPH-01] [R-RPH-06] makes an own number the default, and never unbinds it while it waits', () => {
    const command: PhoneCommand = { ...recover, number: P3 }
    expect(after(book(two), decidePhone(book(two), command, atCounter()))).toEqual({ [P1]: 'default', [P3]: 'bound' })
    const decision = decidePhone(book(two), command, atCounter([passwordProof(true), smsProof(P3)]))
    expect(after(book(two), decision)).toEqual({ [P1]: 'bound', [P3]: 'default' })
  })
})

describe('who may act', () => {
  it('[R-PM-07] refuses an act on numbers of somebody who is not the visitor', () => {
    const state = { ...book(two), person: { id: 'B', active: true } }
    expectRefusal(
      decidePhone(state, { ...setDefault(P3), personId: 'B' }, atCounter()),
      'phone-visitor-not-owner',
      'R-PM-07',
    )
  })

  it('[R-PM-07] refuses staff without a visit', () => {
    const { visit: _, ...withoutVisit } = atCounter()
    expectRefusal(decidePhone(book(two), setDefault(P3), withoutVisit), 'phone-visitor-not-owner', 'R-PM-07')
  })

  it('[R-PM-07] lets a supervisor look on and a field officer act', () => {
    const as = (role: 'supervisor' | 'field-officer') =>
      atCounter([], { actor: { kind: 'staff', staffId: 'S', role, hallId: 'H', deviceId: 'D' } })
    expectRefusal(decidePhone(book(two), setDefault(P3), as('supervisor')), 'phone-role-views-only', 'R-PM-07')
    expect(decidePhone(book(two), setDefault(P3), as('field-officer')).kind).toBe('accepted')
  })

  it('[R-PM-07] lets a person act for themselves', () => {
    const { visit: _, ...context } = atCounter([], { actor: { kind: 'person', personId: 'A' } })
    expect(decidePhone(book(two), setDefault(P3), context).kind).toBe('accepted')
  })

  it('[R-DRG-03] refuses a deregistered person', () => {
    const state = { ...book(two), person: { id: 'A', active: false } }
    expectRefusal(decidePhone(state, setDefault(P3), atCounter()), 'phone-person-deregistered', 'R-DRG-03')
  })

  it('[R-PHN-06] refuses a person nobody knows', () => {
    expectRefusal(decidePhone({ ...book([]), person: undefined }, add, atCounter()), 'phone-person-unknown', 'R-PHN-06')
  })
})

describe('the rules around recovery and log-in', () => {
  it('[R-RPH-02] refuses a recovery in which the password was left out, and marks nothing', () => {
    const { sealedPassword: _, ...withoutPassword } = { ...recover, sealedPassword: 'box' }
    for (const empty of [withoutPassword, { ...recover, sealedPassword: '' }])
      expectRefusal(decidePhone(book(one), empty, atCounter([smsProof(P2)])), 'phone-password-missing', 'R-RPH-02')
    expectRefusal(decidePhone(book(one), { ...recover, number: '' }, atCounter()), 'phone-number-malformed', 'R-PHN-09')
    expect(decidePhone(book(one), withoutPassword, atCounter([passwordProof(true), smsProof(P2)])).kind).toBe(
      'accepted',
    )
  })

  it('[R-RPH-04] lets the one who logs in by face add a number that another occupies, as the other way', () => {
    const state = book([], [othersP2({ isDefault: true })])
    const { visit: _, ...context } = atCounter([faceProof(), smsProof(P2)], {
      actor: { kind: 'person', personId: 'A' },
    })
    const decision = decidePhone(state, add, context)
    expect(after(state, decision)).toEqual({ [P2]: 'default' })
    expect(after(state, decision, 'B')).toEqual({ [P2]: 'emptied' })
    const withoutFace = { ...context, proofs: [smsProof(P2)] }
    expect(decidePhone(state, add, withoutFace)).toMatchObject({ kind: 'held', waitsFor: 'face' })
  })

  it.each([
    ['right', [passwordProof(true), smsProof(P2)]],
    ['a wrong password', [passwordProof(false), smsProof(P2)]],
    ['no code', [passwordProof(true)]],
    ['nothing', []],
  ])('[R-RPH-05] judges a recovery from the log-in page as it does at the counter: %s', (_, proofs) => {
    const { visit: _visit, ...atHome } = atCounter(proofs, { actor: { kind: 'person', personId: 'A' } })
    expect(decidePhone(book(one), recover, atHome)).toEqual(decidePhone(book(one), recover, atCounter(proofs)))
  })

  it('[R-RPH-06] recovers the changed number of staff by the personal password alone', () => {
    const acting = { kind: 'enterprise', enterpriseId: 'E', identityType: 'staff-filing' } as const
    const { visit } = atCounter()
    if (visit === undefined) throw new Error('a counter without a visit')
    const context = atCounter([passwordProof(true), smsProof(P2)], { visit: { ...visit, acting } })
    expect(after(book(one), decidePhone(book(one), recover, context))).toEqual({ [P1]: 'bound', [P2]: 'default' })
  })

  it('[R-RPH-07] keeps the former default beside the recovered number, and no second default', () => {
    const decision = decidePhone(book(two), recover, atCounter([passwordProof(true), smsProof(P2)]))
    expect(after(book(two), decision)).toEqual({ [P1]: 'bound', [P2]: 'default', [P3]: 'bound' })
  })

  it('[R-PHN-15] sends codes to the default of several numbers, and to none that is not bound', () => {
    expect(findDefaultPhone(two)?.number).toBe(P1)
    expect(findDefaultPhone([...two].reverse())?.number).toBe(P1)
    expect(findDefaultPhone([phone(P1, { state: 'emptied', isDefault: true })])).toBeUndefined()
  })

  it('[R-PHN-17] binds no number whose code is missing or another number’s', () => {
    for (const proofs of [[smsProof(P1)], [smsProof(P1), smsProof(P3)]]) {
      const decision = decidePhone(book(one), add, atCounter(proofs))
      expect(after(book(one), decision)[P2]).toBe('unverified')
    }
    expect(after(book(one), decidePhone(book(one), add, atCounter([smsProof(P1), smsProof(P2)])))[P2]).toBe('bound')
  })
})
