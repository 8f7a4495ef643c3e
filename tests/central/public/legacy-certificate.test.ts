import { afterAll, beforeAll, expect, it } from 'vitest'
import { newCertificatePassword, memberRemoteAnswers } from '../../../src/central/answers/member.ts'
import { cheapPasswords } from '../../support/cheap-passwords.ts'
import { findPasswordProblem } from '../../../src/domain/credential/password-rule.ts'
import type { Actor } from '../../../src/domain/kernel/actor.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { sql } from '../../../src/storage/database.ts'
import { execute } from '../../../src/storage/execute.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { agree, makeAgency } from './agents.ts'
import { apiOf } from './api.ts'
import { ENTERPRISE_PASSWORD, enterpriseOf, legacyOf, makeCompany, PICTURE } from './legacy-scene.ts'
import { makeTaxpayer, readCode, readLog } from './taxpayer.ts'

forEachDatabase('certificates, and agencies by three passwords', (open) => {
  let central: TestCentral
  let legacy: ReturnType<typeof legacyOf>
  beforeAll(async () => {
    central = await startCentral({ database: await open(), policy: liaoningLegacy })
    legacy = legacyOf(central)
  })
  afterAll(() => central.close())

  /** Records a command of the counter as the intake does, once its approval is there. */
  const atCounter = (name: string, payload: Record<string, unknown>, visitorId: string, proofs: readonly Proof[]) => {
    const actor: Actor = { kind: 'staff', staffId: 'clerk-h2', role: 'clerk', hallId: 'h2', deviceId: 'd' }
    const commandId = central.deps.newId()
    const now = central.deps.now()
    const acting = {
      kind: 'enterprise',
      enterpriseId: String(payload['enterpriseId']),
      identityType: 'legal-representative',
    } as const
    const visit = { visitId: 'v', personId: visitorId, presence: 'card-reader', acting, since: now } as const
    const context = { now, actor, policy: central.deps.policy, commandId, proofs, visit }
    const chain = { chain: 'h2', hash: central.deps.sha256 }
    let decision: unknown
    return central
      .change(async (work) => {
        decision = await execute(work, { name, payload, seen: {} }, context, chain)
      })
      .then(() => ({ commandId, decision }))
  }
  const approval: Proof = { kind: 'approval', granted: true, by: 'supervisor-h2', at: 0 }
  const caller = { staffId: 'clerk-h2', role: 'clerk', hallId: 'h2', deviceId: 'd' } as const
  const collect = (commandId: string, hallId = 'h2') =>
    memberRemoteAnswers['enterprise.collect-certificate'](central.deps, { commandId }, { ...caller, hallId })

  it('[R-EPW-01] opens the account of an enterprise by a certificate, [R-HAL-07] which the hall hands over', async () => {
    const who = await makeTaxpayer(central, 'quin', { relation: { in_core: 1 } })
    expect((await legacy.list(who)).refused).toBe('legacy-enterprise-password-wrong')
    const payload = { enterpriseId: enterpriseOf(who), accountKind: 'tax' }
    const waiting = await atCounter('enterprise.issue-certificate', payload, who.personId, [])
    expect(waiting.decision).toMatchObject({ kind: 'held', waitsFor: 'approval' })
    await expect(collect(waiting.commandId)).rejects.toMatchObject({ refusal: { code: 'certificate-unknown' } })
    const issued = await atCounter('enterprise.issue-certificate', payload, who.personId, [approval])
    await expect(collect(issued.commandId, 'h1')).rejects.toMatchObject({ refusal: { code: 'certificate-unknown' } })
    const paper = await collect(issued.commandId)
    expect(paper).toMatchObject({ creditCode: who.enterpriseCode, accountKind: 'tax' })
    expect((await legacy.list(who, { enterprisePassword: paper.password })).status).toBe(200)
    await expect(collect(issued.commandId)).rejects.toMatchObject({ refusal: { code: 'certificate-handed-over' } })
  })

  it('[R-EPW-03] follows a lost password by a new certificate, after which the old one is void', async () => {
    const who = await makeCompany(central, 'rosa')
    const payload = { enterpriseId: enterpriseOf(who), accountKind: 'tax' }
    const { commandId } = await atCounter('enterprise.issue-certificate', payload, who.personId, [approval])
    expect((await legacy.list(who)).status).toBe(200)
    const { password } = await collect(commandId)
    expect((await legacy.list(who)).refused).toBe('legacy-enterprise-password-wrong')
    expect((await legacy.list(who, { enterprisePassword: password })).status).toBe(200)
  })

  it('[R-PM-30] is no act of anybody but a clerk of a hall', async () => {
    const who = await makeCompany(central, 'sven')
    const stranger = await makeTaxpayer(central, 'Sepp')
    const payload = { enterpriseId: enterpriseOf(who), accountKind: 'tax' }
    const refused = await atCounter('enterprise.issue-certificate', payload, stranger.personId, [approval])
    expect(refused.decision).toMatchObject({ kind: 'refused', refusal: { code: 'member-manager-needed' } })
  })

  it('[R-PWD-20] never issues a value that somebody could know beforehand', () => {
    const made = Array.from({ length: 200 }, newCertificatePassword)
    expect(new Set(made).size).toBe(200)
    for (const password of made) expect(findPasswordProblem(password, liaoningLegacy.passwordRule)).toBeUndefined()
    for (const known of ['123456', 'abc123456', '111111'])
      expect(findPasswordProblem(known, liaoningLegacy.passwordRule)).toBeDefined()
  })

  it('[R-PWD-21] at the hall gives the natural person the initial value again, to be changed', async () => {
    const who = await makeCompany(central, 'tina')
    const payload = { personId: who.personId, fallback: 'initial' }
    const { decision } = await atCounter('credential.reset', payload, who.personId, [approval])
    expect(decision).toMatchObject({ kind: 'accepted' })
    const entered = await legacy.api('legacy.person', {
      body: { username: who.username, password: '111111', humanCheck: PICTURE },
    })
    expect(entered.body.next).toBe('change-password')
  })

  it('[R-AGY-12] lets an agency act for a client by three passwords, each of them right', async () => {
    const owner = await makeCompany(central, 'uwe')
    const client = await makeTaxpayer(central, 'vera')
    const agencyId = await makeAgency(central, 'U', [owner], { credit_code: owner.enterpriseCode })
    const agreementId = await agree(central, 'U', { agencyId, client, agents: [] }, { state: 'G3' })
    const hash = await cheapPasswords.hash('Xieyi#2026')
    await central.deps.database.write((db) =>
      db.run(
        sql('insert into agreement_secret (agreement_id, password_hash, set_at) values (?, ?, 0)', [agreementId, hash]),
      ),
    )
    const first = (agencyPassword: string) =>
      legacy.api('legacy.agency', {
        body: { agencyCode: owner.enterpriseCode, agencyPassword, humanCheck: PICTURE },
      })
    expect((await first('Wrong#2026')).refused).toBe('legacy-agency-password-wrong')
    const listed = await first(ENTERPRISE_PASSWORD)
    expect(listed.body.people).toEqual([{ personId: owner.personId, name: 'uwe' }])
    const pick = () => legacy.api('legacy.pick-agent', { body: { token: listed.body.token, personId: owner.personId } })
    const picked = await pick()
    const prove = (password: string) => legacy.api('legacy.password', { body: { token: picked.body.token, password } })
    expect((await prove('Wrong#2026')).refused).toBe('legacy-password-wrong')
    const proved = await prove(owner.password)
    expect(proved.body).toMatchObject({ next: 'clients', clients: [{ clientId: enterpriseOf(client) }] })
    const enter = (agreementPassword: string, clientId = enterpriseOf(client)) =>
      legacy.api('legacy.enter-client', { body: { token: proved.body.token, clientId, agreementPassword } })
    expect((await enter('Wrong#2026')).refused).toBe('legacy-agreement-password-wrong')
    expect((await enter('Xieyi#2026', 'enterprise-anna')).refused).toBe('legacy-client-not-represented')
    const done = await enter('Xieyi#2026')
    expect((await apiOf(central, done.body.token)('session.read')).body).toMatchObject({
      entrance: 'agency',
      enterpriseId: enterpriseOf(client),
    })
    // By code as well as by password.
    const again = await pick()
    await legacy.api('legacy.code', { body: { token: again.body.token } })
    const code = await readCode(central, owner.number)
    expect((await legacy.api('legacy.sms', { body: { token: again.body.token, code } })).body.next).toBe('clients')
    expect((await readLog(central, 'uwe')).map((row) => [row['login_type'], row['reason']])).toEqual([
      ['agency', 'password-wrong'],
      ['agency', 'agreement-password-wrong'],
      ['agency', 'not-represented'],
      ['agency', null],
    ])
  })
})
