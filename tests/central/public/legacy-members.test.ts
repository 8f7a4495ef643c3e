import { afterAll, beforeAll, expect, it } from 'vitest'
import { cheapPasswords } from '../../support/cheap-passwords.ts'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, logIn } from './api.ts'
import {
  ENTERPRISE_PASSWORD,
  giveSecret,
  legacyOf,
  makeCompany,
  makeIdentity,
  makeMember,
  MEMBER_PASSWORD,
  PICTURE,
  register,
  relationOf,
  setFrozen,
} from './legacy-scene.ts'
import { makeTaxpayer, type Taxpayer } from './taxpayer.ts'

const NEW = 'Xin#mima26'
/** An identity number with a right check digit. */
const STRANGER = '11010519491231002X'

forEachDatabase('企业人员维护 and its passwords', (open) => {
  let central: TestCentral
  let legacy: ReturnType<typeof legacyOf>
  beforeAll(async () => {
    central = await startCentral({ database: await open(), policy: liaoningLegacy })
    legacy = legacyOf(central)
  })
  afterAll(() => central.close())

  const manager = async (who: Taxpayer, identityType = 'legal-representative') =>
    apiOf(central, await logIn(central, who, { entrance: 'enterprise', identityType }))
  /** A session as the earlier log-in leaves it. */
  const asMember = async (owner: Taxpayer, member: { personId: string }, password = MEMBER_PASSWORD) =>
    apiOf(central, (await legacy.byPassword(owner, member, password)).body.token)
  const change = (oldPassword: string, newPassword = NEW) => ({
    body: { oldPassword, newPassword, confirmation: newPassword, humanCheck: PICTURE },
  })

  it('[R-STF-01] shows the people to LR and FO, and staff have no such menu', async () => {
    const who = await makeCompany(central, 'anna')
    const staff = await makeMember(central, who, 'Arno', { person: { captured_at: null, level: 1 } })
    await giveSecret(central, staff)
    const rows = (await (await manager(who))('members.list')).body
    expect(rows).toMatchObject([
      { member: 'relation-anna', isManager: true, password: 'none', captured: true },
      // [R-PHN-19] without a capture there is no mobile.
      { member: 'relation-Arno', isManager: false, password: 'own', captured: false, mobile: null },
    ])
    const token = await logIn(central, { ...who, personId: staff.personId }, { entrance: 'person' })
    expect((await apiOf(central, token)('members.list')).refused).toBe('session-not-permitted')
  })

  it('[R-PM-13] and [R-PM-28] let staff bind, unbind and reset nobody', async () => {
    const who = await makeCompany(central, 'bob')
    const staff = await makeMember(central, who, 'Bill')
    await giveSecret(central, staff)
    const api = await asMember(who, staff)
    const params = { member: relationOf(staff) }
    for (const name of ['members.reset-password', 'members.bind-password', 'members.unbind-password'] as const)
      expect((await api(name, { params })).refused).toBe('session-not-permitted')
  })

  it('[R-PWD-14] resets a member to the fixed value, which only opens its own change', async () => {
    const who = await makeCompany(central, 'carl')
    const staff = await makeMember(central, who, 'Cora')
    await giveSecret(central, staff)
    const done = await (await manager(who))('members.reset-password', { params: { member: relationOf(staff) } })
    expect(done.status).toBe(200)
    expect((await legacy.byPassword(who, staff)).refused).toBe('legacy-password-wrong')
    const entered = await legacy.byPassword(who, staff, '111111')
    expect(entered.body.next).toBe('set-password')
    expect((await apiOf(central, entered.body.token)('session.read')).status).toBe(401)
    const set = await legacy.api('legacy.set-password', {
      body: { token: entered.body.token, newPassword: NEW, confirmation: NEW },
    })
    expect(set.body.next).toBe('done')
    // [R-TR-CRD-06] one's own again
    expect((await legacy.byPassword(who, staff, NEW)).body.next).toBe('done')
    expect((await legacy.byPassword(who, staff, '111111')).refused).toBe('legacy-password-wrong')
  })

  it('[R-PWD-15] takes the fixed value as the old password', async () => {
    const who = await makeCompany(central, 'dora')
    await giveSecret(central, who)
    const api = await asMember(who, who)
    await api('members.reset-password', { params: { member: relationOf(who) } })
    expect((await api('members.change-own-password', change(MEMBER_PASSWORD))).refused).toBe('member-old-wrong')
    expect((await api('members.change-own-password', change('111111'))).body.message).toBe('R-MSG-14')
    expect((await legacy.byPassword(who, who, NEW)).body.next).toBe('done')
  })

  it('[R-PWD-16] leaves a member who lost it no way of their own', async () => {
    const who = await makeCompany(central, 'emil')
    const staff = await makeMember(central, who, 'Ernst')
    await giveSecret(central, staff)
    const api = await asMember(who, staff)
    expect((await api('members.reset-password', { params: { member: relationOf(staff) } })).refused).toBe(
      'session-not-permitted',
    )
    expect((await api('members.change-own-password', change('Wrong#2026'))).refused).toBe('member-old-wrong')
    // A new password of the natural person changes nothing here.
    await central.deps.database.write(async (db) =>
      db.run(
        sql("insert into person_secret (person_id, password_hash, source, set_at) values (?, ?, 'own', 0)", [
          staff.personId,
          await cheapPasswords.hash(NEW),
        ]),
      ),
    )
    expect((await legacy.byPassword(who, staff, NEW)).refused).toBe('legacy-password-wrong')
  })

  it('[R-PWD-17] refuses LR and FO each other’s, and allows their own and staff’s', async () => {
    const who = await makeCompany(central, 'fred')
    const finance = await makeMember(central, who, 'Fritz', { relation: { identity_type: 'finance-officer' } })
    const staff = await makeMember(central, who, 'Frieda')
    const reset = async (by: 'lr' | 'fo', whom: { personId: string }) => {
      const token =
        by === 'lr'
          ? await logIn(central, who, { entrance: 'enterprise' })
          : (await legacy.byPassword(who, finance)).body.token
      return (await apiOf(central, token)('members.reset-password', { params: { member: relationOf(whom) } })).refused
    }
    await giveSecret(central, finance)
    expect(await reset('lr', finance)).toBe('member-manager-protected')
    expect(await reset('fo', who)).toBe('member-manager-protected')
    expect(await reset('fo', staff)).toBeUndefined()
    expect(await reset('lr', who)).toBeUndefined()
  })

  it('[R-PWD-18] changes one’s own by the old one, twice the new one and a picture code', async () => {
    const who = await makeCompany(central, 'gus')
    const staff = await makeMember(central, who, 'Gabi')
    await giveSecret(central, staff)
    const api = await asMember(who, staff)
    const given = change(MEMBER_PASSWORD)
    const unread = { body: { ...given.body, humanCheck: { ...PICTURE, answer: 'x' } } }
    expect((await api('members.change-own-password', unread)).refused).toBe('legacy-human-check')
    const twice = { body: { ...given.body, confirmation: 'Xin#mima27' } }
    expect((await api('members.change-own-password', twice)).refused).toBe('legacy-confirmation-differs')
    expect((await api('members.change-own-password', change(MEMBER_PASSWORD, 'abcd1234'))).refused).toBe(
      'member-password-breaks-rule',
    )
    expect((await api('members.change-own-password', given)).body.message).toBe('R-MSG-14')
    expect((await legacy.byPassword(who, staff, NEW)).body.next).toBe('done')
    // [R-PWD-22] the enterprise's is untouched.
    expect((await legacy.list(who)).status).toBe(200)
  })

  it('[R-EPW-02] lets LR and FO change the enterprise’s password, and offers it to no staff', async () => {
    const who = await makeCompany(central, 'hans')
    const staff = await makeMember(central, who, 'Heidi')
    await giveSecret(central, staff)
    const api = await manager(who)
    expect((await api('enterprise-password.change', change('Wrong#2026'))).refused).toBe('member-old-wrong')
    expect((await api('enterprise-password.change', change(ENTERPRISE_PASSWORD))).body.message).toBe('R-MSG-14')
    expect((await legacy.list(who)).refused).toBe('legacy-enterprise-password-wrong')
    const listed = await legacy.list(who, { enterprisePassword: NEW })
    const picked = await legacy.api('legacy.pick', { body: { token: listed.body.token, member: relationOf(staff) } })
    // [R-PWD-22] and the personal one is untouched.
    const done = await legacy.api('legacy.password', {
      body: { token: picked.body.token, password: MEMBER_PASSWORD },
    })
    const asStaff = apiOf(central, done.body.token)
    // [R-PM-29]
    expect((await asStaff('enterprise-password.change', change(NEW))).refused).toBe('session-not-permitted')
  })

  it('[R-PM-29] keeps a wrong old enterprise password from being guessed', async () => {
    const who = await makeCompany(central, 'ida')
    const api = await manager(who)
    for (let count = 0; count < 5; count++) await api('enterprise-password.change', change('Wrong#2026'))
    expect((await api('enterprise-password.change', change(ENTERPRISE_PASSWORD))).refused).toBe('legacy-locked')
  })

  it('[R-STF-08] binds the natural person’s password, and [R-STF-09] brings the former one back', async () => {
    const who = await makeCompany(central, 'jack')
    await giveSecret(central, who)
    const api = await manager(who)
    const params = { member: relationOf(who) }
    expect((await api('members.unbind-password', { params })).refused).toBe('member-not-bound')
    await api('members.bind-password', { params })
    expect((await legacy.byPassword(who, who)).refused).toBe('legacy-password-wrong')
    expect((await legacy.byPassword(who, who, who.password)).body.next).toBe('done')
    expect((await api('members.reset-password', { params })).refused).toBe('member-password-bound')
    await api('members.unbind-password', { params })
    expect((await legacy.byPassword(who, who)).body.next).toBe('done')
    expect((await legacy.byPassword(who, who, who.password)).refused).toBe('legacy-password-wrong')
  })

  it('[R-TR-CRD-15] binds nobody without a natural person’s password of their own', async () => {
    const who = await makeCompany(central, 'karl')
    const staff = await makeMember(central, who, 'Kira', { person: { credential_state: 'K1' } })
    const api = await manager(who)
    expect((await api('members.bind-password', { params: { member: relationOf(staff) } })).refused).toBe(
      'member-no-person-password',
    )
  })

  it('[R-STF-03] finds a real-named or registered person, and [R-STF-04] else lets them be entered', async () => {
    const who = await makeCompany(central, 'lena')
    const other = await makeTaxpayer(central, 'Lars')
    const api = await manager(who)
    const wanted = { personName: 'Lars', documentType: 'resident-id', documentNumber: other.document }
    expect((await api('members.find', { body: wanted })).body).toEqual({
      found: { name: 'L***', mobile: expect.stringMatching(/^138\*{4}/) as unknown },
      byHand: false,
    })
    expect((await api('members.find', { body: { ...wanted, personName: 'Otto' } })).body.found).toBeNull()
    expect((await api('members.find', { body: { ...wanted, documentNumber: STRANGER } })).body).toEqual({
      found: null,
      byHand: true,
    })
  })

  it('[R-STF-02] adds staff with an identity, and [R-PER-09] has none to offer before one was maintained', async () => {
    const who = await makeCompany(central, 'mona')
    const other = await makeTaxpayer(central, 'Max')
    const api = await manager(who)
    const body = {
      personName: 'Max',
      documentType: 'resident-id',
      documentNumber: other.document,
      permissionIdentityId: 'none',
      functions: ['filing.declare'],
      newPassword: NEW,
      confirmation: NEW,
    }
    expect((await api('members.add', { body })).refused).toBe('member-identity-missing')
    const permissionIdentityId = await makeIdentity(central, who, ['filing.declare', 'filing.pay'])
    const added = await api('members.add', { body: { ...body, permissionIdentityId } })
    const rows = (await api('members.list')).body
    // [R-PER-10]
    expect(rows[1]).toMatchObject({
      member: added.body.id,
      name: 'Max',
      identityName: '申报组',
      functions: ['filing.declare'],
      password: 'given',
    })
    // [R-LEG-15] until the core system names them, too.
    const { body: list } = await legacy.list(who)
    const pick = () => legacy.api('legacy.pick', { body: { token: list.token, member: added.body.id ?? '' } })
    expect((await pick()).refused).toBe('legacy-not-in-core')
    await register(central, who, [
      { name: 'mona', documentNumber: who.document, role: 'legal-representative', mobile: who.number },
      { name: 'Max', documentNumber: other.document, mobile: other.number },
    ])
    await legacy.api('legacy.synchronise', { body: { token: list.token } })
    // [R-PWD-19] the adder's password opens the change to one of the member's own.
    const entered = await legacy.api('legacy.password', {
      body: { token: (await pick()).body.token, password: NEW },
    })
    expect(entered.body.next).toBe('set-password')
  })

  it('[R-CAP-12] keeps somebody entered by hand out until they are captured', async () => {
    const who = await makeCompany(central, 'nina')
    const permissionIdentityId = await makeIdentity(central, who, ['filing.declare'])
    const api = await manager(who)
    const added = await api('members.add', {
      body: {
        personName: '李四',
        documentType: 'resident-id',
        documentNumber: STRANGER,
        permissionIdentityId,
        functions: [],
        newPassword: NEW,
        confirmation: NEW,
      },
    })
    expect(added.status, JSON.stringify(added.body)).toBe(200)
    const member = added.body.id ?? ''
    await central.deps.database.write((db) => db.run(sql('update relation set in_core = 1 where id = ?', [member])))
    const { body: list } = await legacy.list(who)
    const pick = () => legacy.api('legacy.pick', { body: { token: list.token, member } })
    expect((await pick()).refused).toBe('legacy-not-captured')
    await central.deps.database.write((db) =>
      db.run(
        sql(
          "update person set captured_at = 1, account_state = 'A1' where id = (select person_id from relation where id = ?)",
          [member],
        ),
      ),
    )
    expect((await pick()).status).toBe(200)
  })

  it('[R-PER-08] gives whoever has an identity without functions nothing to do', async () => {
    const who = await makeCompany(central, 'olga')
    const identityId = await makeIdentity(central, who, [])
    const staff = await makeMember(central, who, 'Otto', { relation: { permission_identity_id: identityId } })
    await giveSecret(central, staff)
    expect((await legacy.byPassword(who, staff)).body.functions).toEqual([])
    await central.deps.database.write((db) =>
      db.run(sql('update permission_identity set functions = ? where id = ?', ['["filing.declare"]', identityId])),
    )
    expect((await legacy.byPassword(who, staff)).body.functions).toEqual(['filing.declare'])
  })

  it('[R-STF-05] closes the enterprise to whoever was deleted, [R-STF-07] and opens it again to the unfrozen', async () => {
    const who = await makeCompany(central, 'paul')
    const staff = await makeMember(central, who, 'Petra')
    await giveSecret(central, staff)
    await setFrozen(central, who, staff, true)
    expect((await legacy.pick(who, staff)).refused).toBe('legacy-member-frozen')
    await setFrozen(central, who, staff, false)
    expect((await legacy.byPassword(who, staff)).body.next).toBe('done')
    await central.deps.database.write((db) =>
      db.run(sql("update relation set state = 'R6' where id = 'relation-Petra'")),
    )
    expect((await legacy.pick(who, staff)).refused).toBe('legacy-not-a-member')
    expect((await legacy.list(who)).body.people).toHaveLength(1)
  })

  it('[R-PM-22] leaves recognising agencies to LR and FO', async () => {
    const who = await makeCompany(central, 'willi')
    const staff = await makeMember(central, who, 'Wanda')
    await giveSecret(central, staff)
    const api = await asMember(who, staff)
    const tried = await api('agencies.set-password', { params: { agreementId: 'x' }, body: { password: NEW } })
    expect(tried.refused).toBe('session-not-permitted')
  })
})
