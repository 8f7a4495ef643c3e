import type { RowOffer, TaxpayerRelation } from '../contract/public/relation-rows.ts'
import type { Deeds } from './deeds.ts'
import type { Outcome } from './journal.ts'
import { logIn } from './log-in.ts'
import type { Deed } from './plan.ts'
import { firmOf, lifeOf, outcomeOf, VALID_UNTIL, type Life, type Say, type Stage } from './stage.ts'

/** Logs in as whoever the errand belongs to, at their firm. */
function atFirm(stage: Stage, { person, firm }: Deed): Promise<Say | undefined> {
  const { creditCode } = firmOf(stage, firm)
  return logIn(stage, lifeOf(stage, person), { entrance: 'enterprise', code: creditCode })
}

const TYPES = ['staff-filing', 'staff-full', 'invoice-buyer'] as const

/** The form of 添加办税人员 about somebody. */
export const formFor = ({ who }: Life, chance: number) => ({
  personName: who.name,
  documentType: 'resident-id' as const,
  documentNumber: who.documentNumber,
  identityType: TYPES[Math.floor(chance * TYPES.length)] ?? 'staff-filing',
  validUntil: VALID_UNTIL,
})

/** Picks a row that offers this act out of a list of the enterprise. */
async function findRow(
  say: Say,
  list: 'staff.list' | 'staff.pending',
  offer: RowOffer,
  chance: number,
): Promise<TaxpayerRelation | undefined> {
  const listed = await say(list, { query: { size: 50 } })
  const rows = listed.ok ? listed.body.rows.filter((row) => row.offers.includes(offer)) : []
  return rows[Math.floor(chance * rows.length)]
}

type OneRow = 'staff.withdraw' | 'staff.freeze' | 'staff.unfreeze' | 'staff.delete'

/** An act on one row of a list, where there is one that offers it. */
const actOn =
  (name: OneRow, list: 'staff.list' | 'staff.pending', offer: RowOffer) =>
  async (stage: Stage, deed: Deed): Promise<Outcome> => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const row = await findRow(say, list, offer, deed.chance)
    return row === undefined ? 'idle' : outcomeOf(await say(name, { params: { relationId: row.id } }))
  }

/** What managers do with the people of their enterprise (R-REL, R-STF, R-PER). */
export const staffDeeds = {
  'add-staff': async (stage, deed) => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const body = formFor(lifeOf(stage, deed.other), deed.chance)
    if (!(await say('staff.check', { body })).ok) return 'refused'
    const added = await say('staff.add', { body })
    if (added.ok) stage.asked.push(deed.other)
    return outcomeOf(added)
  },

  // A name that doesn't belong to the document, or somebody nobody has registered.
  'add-stranger': async (stage, deed) => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const body = { ...formFor(lifeOf(stage, deed.other), deed.chance), personName: '无名氏' }
    return (await say('staff.add', { body })).ok ? 'refused' : 'done'
  },

  'withdraw-staff': actOn('staff.withdraw', 'staff.pending', 'withdraw'),
  'freeze-staff': actOn('staff.freeze', 'staff.list', 'freeze'),
  'unfreeze-staff': actOn('staff.unfreeze', 'staff.list', 'unfreeze'),
  'delete-staff': actOn('staff.delete', 'staff.list', 'delete'),

  'answer-applications': async (stage, deed) => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const name = deed.chance < 0.7 ? 'staff.confirm' : 'staff.reject'
    const row = await findRow(say, 'staff.pending', deed.chance < 0.7 ? 'confirm' : 'reject', deed.chance)
    return row === undefined ? 'idle' : outcomeOf(await say(name, { params: { relationId: row.id } }))
  },

  'confirm-core': async (stage, deed) => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const row = await findRow(say, 'staff.pending', 'confirm', deed.chance)
    if (row === undefined) return 'idle'
    await say('staff.permissions', { params: { relationId: row.id } })
    return outcomeOf(await say('staff.confirm', { params: { relationId: row.id }, body: { version: row.version } }))
  },

  'manage-staff': async (stage, deed) => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const row = await findRow(say, 'staff.list', 'manage', deed.chance)
    if (row === undefined) return 'idle'
    const params = { relationId: row.id }
    const detail = await say('staff.detail', { params })
    const functions = detail.ok ? detail.body.functions.slice(0, 3) : []
    const body = { functions, validUntil: VALID_UNTIL, version: row.version }
    return outcomeOf(await say('staff.manage', { params, body }))
  },

  'make-identity': async (stage, deed) => {
    const say = await atFirm(stage, deed)
    if (say === undefined) return 'refused'
    const identityName = `办税员（${String(Math.floor(deed.chance * 1000))}）`
    const body = { identityName, description: '只办申报', functions: ['filing.declare', 'filing.pay'] }
    return outcomeOf(await say('permission-identities.add', { body }))
  },
} satisfies Partial<Deeds>
