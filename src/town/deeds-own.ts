import type { Deeds } from './deeds.ts'
import { logIn, proveByFace } from './log-in.ts'
import { firmOf, lifeOf, outcomeOf, VALID_UNTIL, type Life, type Say, type Stage } from './stage.ts'

/** 申请企业授权, certified by a face. */
export async function applyAt(
  stage: Stage,
  life: Life,
  say: Say,
  enterpriseCode: string,
  identityType: 'staff-filing' | 'staff-full' = 'staff-filing',
) {
  const scan = await proveByFace(stage, life, say, 'authorisations.apply')
  const body = { enterpriseCode, identityType, validUntil: VALID_UNTIL, ...(scan === undefined ? {} : { scan }) }
  return say('authorisations.apply', { body })
}

/** What natural persons do about the enterprises they act for, and as whom they are at it (R-AUT, R-BND, R-SWT). */
export const ownDeeds = {
  'bind-firm': async (stage, { person, firm }) => {
    const { creditCode, manager, finance } = firmOf(stage, firm)
    const say = await logIn(stage, lifeOf(stage, person))
    if (say === undefined) return 'refused'
    const types = [
      ...(person === manager ? ['legal-representative' as const] : []),
      ...(person === finance ? ['finance-officer' as const] : []),
    ]
    let bound = 0
    for (const identityType of types) {
      const found = await say('bindings.find', { body: { enterpriseCode: creditCode, identityType } })
      const enterpriseId = found.ok ? found.body[0]?.enterpriseId : undefined
      if (enterpriseId === undefined) continue
      if ((await say('bindings.bind', { body: { enterpriseId, identityType } })).ok) bound++
    }
    return bound > 0 ? 'done' : 'refused'
  },

  apply: async (stage, { person, firm }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    return outcomeOf(await applyAt(stage, life, say, firmOf(stage, firm).creditCode))
  },

  'answer-requests': async (stage, { person, chance }) => {
    const waiting = await findAsked(stage, person)
    if (waiting === undefined) return 'idle'
    const { say, life, relationId, version } = waiting
    const params = { relationId }
    if (chance < 0.25) return outcomeOf(await say('authorisations.refuse', { params }))
    // Somebody else's face before the phone certifies nothing.
    const scan = await proveByFace(stage, life, say, 'authorisations.accept', chance > 0.95 ? 'other' : 'own')
    const body = { version, ...(scan === undefined ? {} : { scan }) }
    return outcomeOf(await say('authorisations.accept', { params, body }))
  },

  unbind: async (stage, { person }) => {
    const say = await logIn(stage, lifeOf(stage, person))
    const listed = say === undefined ? undefined : await say('authorisations.list', { query: {} })
    if (say === undefined || listed?.ok !== true) return 'refused'
    const row = listed.body.rows.find((one) => one.inCore && one.identityType.startsWith('staff'))
    return row === undefined ? 'idle' : outcomeOf(await say('unbindings.unbind', { params: { relationId: row.id } }))
  },

  'clear-history': async (stage, { person, firm, chance }) => {
    const life = lifeOf(stage, person)
    if (chance < 0.5) {
      const say = await logIn(stage, life)
      return say === undefined ? 'refused' : outcomeOf(await say('authorisations.clear-history', { body: {} }))
    }
    const say = await logIn(stage, life, { entrance: 'enterprise', code: firmOf(stage, firm).creditCode })
    return say === undefined ? 'refused' : outcomeOf(await say('staff.clear-history', { body: {} }))
  },

  'switch-identities': async (stage, { person, chance }) => {
    const say = await logIn(stage, lifeOf(stage, person))
    const listed = say === undefined ? undefined : await say('switch.enterprises', { query: {} })
    if (say === undefined || listed?.ok !== true) return 'refused'
    const row = listed.body.rows[Math.floor(chance * listed.body.rows.length)]
    if (row === undefined) return 'idle'
    const { enterpriseId, identityTypes } = row
    const moved = await say('switch.enterprise', { body: { enterpriseId, identityType: identityTypes[0] ?? '' } })
    if (!moved.ok) return 'refused'
    const other = identityTypes[1]
    if (other !== undefined) await say('switch.identity', { body: { identityType: other } })
    await say('switch.person')
    return outcomeOf(await say('switch.to-person'))
  },
} satisfies Partial<Deeds>

/** An enterprise that waits for an answer: to the person, or to whoever was asked the longest ago. */
async function findAsked(stage: Stage, person: number) {
  for (const place of [person, ...stage.asked.splice(0, 1)]) {
    const life = lifeOf(stage, place)
    if (!life.registered || life.gone) continue
    const say = await logIn(stage, life)
    const listed = say === undefined ? undefined : await say('authorisations.pending', { query: {} })
    const row = listed?.ok === true ? listed.body.rows.find((one) => one.offers.includes('accept')) : undefined
    if (say !== undefined && row !== undefined) return { say, life, relationId: row.id, version: row.version }
  }
  return undefined
}
