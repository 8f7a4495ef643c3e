import { StoppedByNetwork } from './api.ts'
import type { Deeds } from './deeds.ts'
import { recoverPassword } from './deeds-account.ts'
import { addNumber } from './deeds-number.ts'
import { applyAt } from './deeds-own.ts'
import { AT_HOME, logIn, tryPassword } from './log-in.ts'
import { firmOf, lifeOf, nextPassword, type Life } from './stage.ts'

/** Where those sit whom nobody should let in. */
const ELSEWHERE = '203.0.113.66'
const ACCOUNTS_TRIED = 30
const FIRMS_JOINED = 8

/** Patterns that the findings and the limits are there for; what comes of them is for the central to show. */
export const fraudDeeds = {
  // Passwords that leaked elsewhere, tried on many accounts from one address, until the network is stopped.
  'stuff-credentials': async (stage, { person }) => {
    for (let offset = 0; offset < Math.min(ACCOUNTS_TRIED, stage.lives.length); offset++) {
      const life = lifeOf(stage, person + offset)
      const way = { ...AT_HOME, address: ELSEWHERE, password: 'Leaked#2025' }
      try {
        if ((await tryPassword(stage, life, way)).ok) return 'refused'
      } catch (error) {
        if (error instanceof StoppedByNetwork) return 'done'
        throw error
      }
    }
    return 'done'
  },

  // One person in many enterprises within a day.
  'join-many-firms': async (stage, { person, firm }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    let asked = 0
    for (let offset = 0; offset < Math.min(FIRMS_JOINED, stage.cast.firms.length); offset++) {
      const { creditCode } = firmOf(stage, firm + offset)
      if ((await applyAt(stage, life, say, creditCode, 'staff-full')).ok) asked++
    }
    return asked > 1 ? 'done' : 'refused'
  },

  // A number taken over from its holder, whose password is then changed with a code to what is left, and a relation.
  'take-over': async (stage, { person, other, firm }) => {
    const thief = lifeOf(stage, person)
    const victim = lifeOf(stage, other)
    const { number } = victim
    if (thief === victim || number === undefined || !victim.registered || victim.gone) return 'idle'
    const password = `${nextPassword(victim)}#`
    // The code of a phone that is in the wrong hands sets a password before anybody misses it.
    if (!(await recoverPassword(stage, victim, { number, address: ELSEWHERE, password }))) return 'refused'
    const stolen: Life = { ...victim, password }
    const say = await logIn(stage, stolen, { ...AT_HOME, address: ELSEWHERE })
    if (say !== undefined) await applyAt(stage, stolen, say, firmOf(stage, firm).creditCode)
    if (await addNumber(stage, thief, number)) {
      thief.spares.unshift(number)
      victim.number = undefined
    }
    // The victim only knows that nothing works any more, and unlocks themselves by face on another day.
    return say === undefined ? 'refused' : 'done'
  },
} satisfies Partial<Deeds>
