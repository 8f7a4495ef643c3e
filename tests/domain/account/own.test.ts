import { describe, expect, it } from 'vitest'
import { decideOwnAccount } from '../../../src/domain/account/own.ts'
import type { AccountRecord } from '../../../src/domain/account/types.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'
import { phone } from '../phone/context.ts'
import { atHome, face, mail, MAIL, sms } from './scene.ts'

const P1 = '13800000001'
const P2 = '13800000002'

const record = (changes: Partial<AccountRecord> = {}): AccountRecord => ({
  person: { id: 'A', accountState: 'A2', username: null, email: null },
  phones: [phone(P1, { isDefault: true })],
  usernameTaken: false,
  usernameChanges: 0,
  ...changes,
})
const named = (username: string | null, usernameChanges = 0) =>
  record({ person: { id: 'A', accountState: 'A2', username, email: null }, usernameChanges })
const codeOf = (decision: ReturnType<typeof decideOwnAccount>) =>
  decision.kind === 'refused' ? decision.refusal.code : decision.kind

describe('deregistration', () => {
  const command = { name: 'account.deregister', personId: 'A', agreed: 'deregistration/1' } as const

  it('[R-TR-ACC-09] ends the account by a code to the default number and frees every number', () => {
    const two = record({ phones: [phone(P1, { isDefault: true }), phone(P2)] })
    expect(decideOwnAccount(two, command, atHome([sms(P1)], {}, 'A'))).toMatchObject({
      kind: 'accepted',
      message: 'R-MSG-15',
      events: [
        { kind: 'phone-removed', phoneId: `pair-${P1}` },
        { kind: 'phone-removed', phoneId: `pair-${P2}` },
        { kind: 'person-changed', changes: { accountState: 'A4' } },
        { kind: 'account-closed' },
        { kind: 'paper-agreed', paper: 'deregistration' },
      ],
    })
  })

  it.each(['A0', 'A1', 'A4'] as const)('[R-TR-ACC-09] ends no account in %s', (accountState) => {
    const other = record({ person: { id: 'A', accountState, username: null, email: null } })
    expect(codeOf(decideOwnAccount(other, command, atHome([sms(P1)], {}, 'A')))).toBe('account-not-open')
  })

  it('[R-TR-ACC-09] ends a limited account too', () => {
    const limited = record({ person: { id: 'A', accountState: 'A3', username: null, email: MAIL } })
    expect(decideOwnAccount(limited, command, atHome([sms(P1)], {}, 'A')).kind).toBe('accepted')
  })

  it('[R-DRG-01] goes nowhere before the reminder is confirmed', () => {
    const unread = { ...command, agreed: '' }
    expect(codeOf(decideOwnAccount(record(), unread, atHome([sms(P1)], {}, 'A')))).toBe(
      'account-deregistration-unconfirmed',
    )
  })

  it('[R-DRG-02] takes neither a face nor a code to another number, and sends whoever has none to recover one', () => {
    const waits = { kind: 'held', waitsFor: 'sms-code', events: [] }
    expect(decideOwnAccount(record(), command, atHome([face(true, 'A')], {}, 'A'))).toMatchObject(waits)
    expect(decideOwnAccount(record(), command, atHome([sms(P2)], {}, 'A'))).toMatchObject(waits)
    expect(decideOwnAccount(record({ phones: [] }), command, atHome([], {}, 'A'))).toMatchObject({
      refusal: { code: 'account-number-missing', message: 'R-MSG-42' },
    })
  })

  it('[R-DRG-04] ends nobody else’s account', () => {
    expect(codeOf(decideOwnAccount(record(), command, atHome([sms(P1)], {}, 'B')))).toBe('account-own-act-only')
  })
})

describe('the username', () => {
  const set = (username: string) => ({ name: 'account.set-username', personId: 'A', username }) as const
  const proved = atHome([sms(P1)], {}, 'A')

  it('[R-USR-01] may be set later, free of the year’s count', () => {
    expect(decideOwnAccount(named(null, 1), set('anna.2026'), proved)).toEqual({
      kind: 'accepted',
      events: [{ kind: 'person-changed', personId: 'A', changes: { username: 'anna.2026' } }],
    })
  })

  it.each([
    'abc',
    'x'.repeat(21),
    '12345678',
    '１２３４５６',
    '21010219900307123x',
    'anna smith',
    '-anna',
    'anna@home',
  ])('[R-USR-01] has four to twenty characters, and isn’t taken for a number: %s', (username) => {
    expect(codeOf(decideOwnAccount(named(null), set(username), proved))).toBe('account-username-malformed')
  })

  it.each(['anna', '王小明的账号', '𠮷𠮷𠮷𠮷', 'x'.repeat(20), 'a1234567'])('[R-USR-01] can be %s', (username) => {
    expect(codeOf(decideOwnAccount(named(null), set(username), proved))).toBe('accepted')
  })

  it('[R-USR-01] is one person’s alone', () => {
    const taken = { ...named(null), usernameTaken: true }
    expect(codeOf(decideOwnAccount(taken, set('anna'), proved))).toBe('account-username-taken')
  })

  it('[R-USR-02] changes as often in a year as the profile lets it', () => {
    expect(codeOf(decideOwnAccount(named('bert', 1), set('anna'), proved))).toBe('account-username-yearly')
    expect(decideOwnAccount(named('bert', 0), set('anna'), proved)).toMatchObject({
      kind: 'accepted',
      events: [{ kind: 'person-changed' }, { kind: 'username-changed' }],
    })
    const twice = atHome([sms(P1)], { policy: { ...liaoning, usernameChangesPerYear: 2 } }, 'A')
    expect(codeOf(decideOwnAccount(named('bert', 1), set('anna'), twice))).toBe('accepted')
    expect(codeOf(decideOwnAccount(named('bert'), set('bert'), proved))).toBe('account-username-unchanged')
  })

  it('[R-USR-03] is saved after a code or a scan, unless the profile asks for neither', () => {
    expect(codeOf(decideOwnAccount(named(null), set('anna'), atHome([], {}, 'A')))).toBe('held')
    expect(codeOf(decideOwnAccount(named(null), set('anna'), atHome([face(true, 'A')], {}, 'A')))).toBe('accepted')
    expect(codeOf(decideOwnAccount(named(null), set('anna'), atHome([face(false, 'A')], {}, 'A')))).toBe('held')
    const free = atHome([], { policy: { ...liaoning, verifyUsernameChange: false } }, 'A')
    expect(codeOf(decideOwnAccount(named(null), set('anna'), free))).toBe('accepted')
  })
})

describe('mailbox and contact address', () => {
  const setEmail = { name: 'account.set-email', personId: 'A', email: MAIL } as const

  it('[R-EML-01] saves a mailbox by its own code, unless the profile asks for none', () => {
    expect(codeOf(decideOwnAccount(record(), setEmail, atHome([], {}, 'A')))).toBe('account-email-unproved')
    expect(codeOf(decideOwnAccount(record(), setEmail, atHome([mail('b@example.org')], {}, 'A')))).toBe(
      'account-email-unproved',
    )
    expect(codeOf(decideOwnAccount(record(), setEmail, atHome([mail()], {}, 'A')))).toBe('accepted')
    const free = atHome([], { policy: { ...liaoning, verifyEmailChange: false } }, 'A')
    expect(codeOf(decideOwnAccount(record(), setEmail, free))).toBe('accepted')
  })

  it.each([
    '',
    'anna',
    'anna@',
    '@example.org',
    'a b@example.org',
    'anna@localhost',
    `${'x'.repeat(65)}@example.org`,
    'a..b@example.org',
  ])('[R-EML-01] takes no %j', (email) => {
    expect(codeOf(decideOwnAccount(record(), { ...setEmail, email }, atHome([mail(email)], {}, 'A')))).toBe(
      'account-email-malformed',
    )
  })

  it('[R-ADR-01] saves the contact address without any proof, and no empty or endless one', () => {
    const set = (address: string) => ({ name: 'account.set-contact-address', personId: 'A', address }) as const
    expect(decideOwnAccount(record(), set(' 沈阳市和平区太原街 1 号 '), atHome([], {}, 'A'))).toMatchObject({
      events: [{ changes: { contactAddress: '沈阳市和平区太原街 1 号' } }],
    })
    for (const address of ['', '   ', '街'.repeat(121)])
      expect(codeOf(decideOwnAccount(record(), set(address), atHome([], {}, 'A')))).toBe('account-address-malformed')
  })
})
