import type { HumanCheck } from '../../../contract/public/human-check.ts'
import type { memberOperations } from '../../../contract/public/member.ts'
import { countFailure, countSuccess } from '../../../storage/auth-failure.ts'
import { findMember, findOwnRelation, isLockedToday } from '../../../storage/legacy-load.ts'
import { findCandidate, listStaffRows } from '../../../storage/legacy-queries.ts'
import { findEnterpriseAccount, findKnownMemberSecret, findMemberSecret } from '../../../storage/legacy-secret.ts'
import { refuseLegacy, refuseMember } from '../../../storage/legacy-refused.ts'
import type { KnownSecret } from '../../../storage/secret.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import type { CentralDeps } from '../../deps.ts'
import { passesHumanCheck } from '../human.ts'
import type { Taxpayer } from '../taxpayer.ts'
import { fitsSecret } from '../fits-secret.ts'

/** The enterprise of the session. @throws Refused in a profile without passwords of members. */
function getEnterpriseId(deps: CentralDeps, { session }: Taxpayer, offered = deps.policy.bindUnbindPassword): string {
  if (!offered) throw refuseMember('member-not-offered')
  if (session.enterpriseId === null) throw refuseMember('member-not-own')
  return session.enterpriseId
}

async function manage(
  deps: CentralDeps,
  taxpayer: Taxpayer,
  name: 'member.reset-password' | 'member.bind-password' | 'member.unbind-password',
  relationId: string,
) {
  const enterpriseId = getEnterpriseId(deps, taxpayer)
  const member = await deps.database.read((db) => findMember(db, enterpriseId, relationId))
  if (member === undefined) throw refuseMember('member-unknown')
  const payload = { enterpriseId, relationId, personId: member.person.id }
  return act(deps, { actor: taxpayer.actor, name, payload })
}

function confirm({ newPassword, confirmation }: { newPassword: string; confirmation: string }): string {
  if (newPassword !== confirmation) throw refuseLegacy('legacy-confirmation-differs')
  return newPassword
}

/** An old password as a proof in the name of what it belongs to; wrong ones count for the lock of `countedFor`. */
async function proveOld(
  deps: CentralDeps,
  {
    ownerId,
    countedFor,
    known,
  }: { readonly ownerId: string; readonly countedFor: string; readonly known: KnownSecret },
  { oldPassword, humanCheck }: { readonly oldPassword: string; readonly humanCheck: HumanCheck },
) {
  if (!(await passesHumanCheck(deps, humanCheck))) throw refuseLegacy('legacy-human-check')
  const judge = { policy: deps.policy, now: deps.now() }
  if (await deps.database.read((db) => isLockedToday(db, countedFor, 'password', judge)))
    throw refuseLegacy('legacy-locked')
  const passed = await fitsSecret(deps, known, oldPassword)
  await deps.database.write((db) => (passed ? countSuccess : countFailure)(db, countedFor, 'password', deps.now()))
  return { kind: 'password', personId: ownerId, passed, at: deps.now() } as const
}

/** 企业人员维护 and the passwords of whoever is logged in for an enterprise (R-STF, R-PWD-14 … R-PWD-19, R-EPW-02). */
export const memberAnswers: AnswersOf<typeof memberOperations> = {
  'members.list': async (deps, { taxpayer }) => {
    const enterpriseId = getEnterpriseId(deps, taxpayer)
    return deps.database.read((db) => listStaffRows(db, enterpriseId, deps.now()))
  },

  'members.find': async (deps, { taxpayer, body }) => {
    getEnterpriseId(deps, taxpayer)
    const found = await deps.database.read((db) => findCandidate(db, body))
    return { found: found ?? null, byHand: found === undefined && !deps.policy.addRequiresRealName }
  },

  'members.add': async (deps, { taxpayer, body }) => {
    const enterpriseId = getEnterpriseId(deps, taxpayer)
    const { newPassword, confirmation, ...fields } = body
    const commandId = deps.newId()
    return act(deps, {
      commandId,
      actor: taxpayer.actor,
      name: 'member.add',
      payload: { enterpriseId, ...fields, newPersonId: deps.newId() },
      newPassword: { personId: commandId, text: confirm({ newPassword, confirmation }) },
    })
  },

  'members.reset-password': (deps, { taxpayer, params }) =>
    manage(deps, taxpayer, 'member.reset-password', params.member),
  'members.bind-password': (deps, { taxpayer, params }) =>
    manage(deps, taxpayer, 'member.bind-password', params.member),
  'members.unbind-password': (deps, { taxpayer, params }) =>
    manage(deps, taxpayer, 'member.unbind-password', params.member),

  'members.change-own-password': async (deps, { taxpayer, body }) => {
    const enterpriseId = getEnterpriseId(deps, taxpayer)
    const { personId, identityType } = taxpayer.session
    const relation = await deps.database.read((db) =>
      findOwnRelation(db, { enterpriseId, personId, identityType: identityType ?? '' }),
    )
    if (relation === undefined) throw refuseMember('member-unknown')
    const text = confirm(body)
    const { known, voidAt } = await deps.database.read(async (db) => ({
      known: await findKnownMemberSecret(db, relation.id),
      voidAt: (await findMemberSecret(db, relation.id)).voidAt,
    }))
    const counts = voidAt === null || voidAt > deps.now() ? known : ({ kind: 'none' } as const)
    const old = await proveOld(deps, { ownerId: relation.id, countedFor: personId, known: counts }, body)
    return act(deps, {
      actor: taxpayer.actor,
      name: 'member.change-password',
      payload: { enterpriseId, relationId: relation.id, personId },
      proofs: [old],
      newPassword: { personId: relation.id, text },
    })
  },

  'enterprise-password.change': async (deps, { taxpayer, body }) => {
    const enterpriseId = getEnterpriseId(deps, taxpayer, deps.policy.enterprisePassword)
    const text = confirm(body)
    const account = await deps.database.read((db) => findEnterpriseAccount(db, enterpriseId))
    const known: KnownSecret = account === undefined ? { kind: 'none' } : { kind: 'hash', hash: account.passwordHash }
    const old = await proveOld(deps, { ownerId: enterpriseId, countedFor: enterpriseId, known }, body)
    return act(deps, {
      actor: taxpayer.actor,
      name: 'enterprise.change-password',
      payload: { enterpriseId },
      proofs: [old],
      newPassword: { personId: enterpriseId, text },
    })
  },
}
