import type { HumanChallenge, HumanCheck } from '../../contract/public/human-check.ts'
import { defineRefusals } from '../../domain/kernel/refusal.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { Refused } from '../../storage/refused.ts'
import type { CentralDeps } from '../deps.ts'
import type { HumanCheckKind } from '../gateways/human-check.ts'
import { GatewayTrouble } from '../gateways/trouble.ts'

export const humanRefusals = defineRefusals({
  'login-human-check-busy': { rule: 'R-LGE-06', message: 'R-MSG-35', retry: true },
})

const KINDS: Readonly<Record<Policy['humanCheck'], HumanCheckKind>> = {
  slider: 'slider',
  'picture-code-and-agreement': 'picture-code',
}

/** Without a service nobody is let in: it is what keeps programs from guessing. */
async function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question()
  } catch (error) {
    if (error instanceof GatewayTrouble) throw new Refused(humanRefusals.make('login-human-check-busy'))
    throw error
  }
}

/** A fresh check of the kind the profile asks for. @throws Refused when the service has none. */
export const openHumanCheck = (deps: CentralDeps): Promise<HumanChallenge> =>
  ask(() => deps.gateways.humanCheck.open(KINDS[deps.policy.humanCheck]))

/**
 * Whether a human is at the page, and has ticked the agreement where the profile has one (R-LGE-06, R-POL-13).
 * @throws Refused when the service can't tell.
 */
export async function passesHumanCheck(deps: CentralDeps, { challenge, answer, agreed }: HumanCheck): Promise<boolean> {
  const kind = KINDS[deps.policy.humanCheck]
  if (answer === '' || (deps.policy.humanCheck === 'picture-code-and-agreement' && !agreed)) return false
  return (await ask(() => deps.gateways.humanCheck.verify(kind, { challenge, answer }))) === 'human'
}
