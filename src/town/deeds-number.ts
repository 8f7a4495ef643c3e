import type { Deeds } from './deeds.ts'
import { logIn, prove, proveNumber } from './log-in.ts'
import { lifeOf, outcomeOf, sayAs, type Life, type Stage } from './stage.ts'

/** Adds a number whose phone is in one's hand, proved by it and by oneself. */
export async function addNumber(stage: Stage, life: Life, number: string): Promise<boolean> {
  const say = await logIn(stage, life)
  if (say === undefined) return false
  const numberCode = await proveNumber(stage, say, 'phones.add', number)
  if (numberCode === undefined) return false
  const proof = await prove(stage, life, say, 'phones.add')
  return (await say('phones.add', { body: { number, numberCode, ...proof } })).ok
}

/** Numbers: a second one, which one counts, and numbers that change hands. */
export const numberDeeds = {
  'add-number': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    const number = life.spares[0]
    if (number === undefined) return 'idle'
    return (await addNumber(stage, life, number)) ? 'done' : 'refused'
  },

  // Only while the number they carry stays theirs: after it codes go elsewhere, and the town has to know where.
  'default-number': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    const listed = say === undefined ? undefined : await say('phones.list')
    if (say === undefined || listed?.ok !== true) return 'refused'
    const other = listed.body.find((row) => !row.isDefault && row.state === 'bound')
    const carried = life.spares.find((number) => other?.masked.endsWith(number.slice(-4)) === true)
    if (other === undefined || carried === undefined) return 'idle'
    const made = await say('phones.set-default', { params: { phoneId: other.id } })
    if (made.ok) carryInstead(life, carried)
    return outcomeOf(made)
  },

  'delete-number': async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    const listed = say === undefined ? undefined : await say('phones.list')
    if (say === undefined || listed?.ok !== true) return 'refused'
    // Now and then somebody tries the default one, which the rule keeps.
    const row = listed.body.find((one) => one.isDefault === chance > 0.8)
    if (row === undefined) return 'idle'
    const proof = await prove(stage, life, say, 'phones.delete')
    return outcomeOf(await say('phones.delete', { params: { phoneId: row.id }, body: { ...proof } }))
  },

  // The operator gives a number that was handed back to somebody else, who proves it and takes it over.
  'number-changes-hands': async (stage, { person, other }) => {
    const taker = lifeOf(stage, person)
    const loser = lifeOf(stage, other)
    const { number } = loser
    if (taker === loser || number === undefined || !loser.registered || loser.gone) return 'idle'
    if (!(await addNumber(stage, taker, number))) return 'refused'
    taker.spares.unshift(number)
    loser.number = undefined
    return 'done'
  },

  // 找回手机号码: whoever lost theirs has the password and a new number.
  'recover-number': async (stage, { person }) => {
    const life =
      stage.lives.find((one) => one.registered && !one.gone && one.number === undefined) ?? lifeOf(stage, person)
    const number = life.spares[0]
    if (number === undefined) return 'idle'
    const say = sayAs(stage, life.who.address)
    const who = { documentType: 'resident-id', documentNumber: life.who.documentNumber }
    const sent = await say('phone-recovery.code', { body: { ...who, number } })
    if (!sent.ok) return 'refused'
    const body = { ...who, password: life.password, number, code: await stage.api.readCode(number) }
    const recovered = await say('phone-recovery.finish', { body })
    if (recovered.ok) carryInstead(life, number)
    return outcomeOf(recovered)
  },
} satisfies Partial<Deeds>

/** The number that codes go to from now on is in the pocket, the other in the drawer. */
function carryInstead(life: Life, number: string): void {
  life.spares.splice(life.spares.indexOf(number), 1)
  if (life.number !== undefined) life.spares.push(life.number)
  life.number = number
}
