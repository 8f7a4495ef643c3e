import { humanChallenge, type HumanChallenge } from '../../contract/public/human-check.ts'
import { askService, readWord } from './trouble.ts'

export type HumanCheckKind = 'slider' | 'picture-code'
export const HUMAN_CHECK_RESULTS = ['human', 'not-human'] as const
export type HumanCheckResult = (typeof HUMAN_CHECK_RESULTS)[number]

/**
 * Tells whether a human is at the page (R-LGE-06, CF-07).
 *
 * A real one has to: judge a slider by its trace and count it only when it was dragged fully right; draw a fresh
 * picture each time that programs read badly; give each challenge one answer, within some minutes, and never a second;
 * know nothing of who logs in.
 */
export interface HumanCheckGateway {
  /** @throws GatewayTrouble when there is none to show. */
  open(kind: HumanCheckKind): Promise<HumanChallenge>
  /** @throws GatewayTrouble when there is no usable answer. Never call it inside a transaction. */
  verify(kind: HumanCheckKind, answered: { challenge: string; answer: string }): Promise<HumanCheckResult>
}

/** The service's own interface, whatever it answers. */
export interface HumanCheckService {
  open(kind: HumanCheckKind): Promise<unknown>
  verify(kind: HumanCheckKind, answered: { challenge: string; answer: string }): Promise<unknown>
}

/** Puts a service behind the port: `{ challenge, picture }`, and `{ verdict: 'human' | 'not-human' }`. */
export function humanCheckGateway(service: HumanCheckService, timeout?: number): HumanCheckGateway {
  return {
    open: (kind) =>
      askService(
        'human-check',
        () => service.open(kind),
        (answer) => humanChallenge.safeParse(answer).data,
        timeout,
      ),
    verify: (kind, answered) =>
      askService(
        'human-check',
        () => service.verify(kind, answered),
        (answer) => readWord(answer, 'verdict', HUMAN_CHECK_RESULTS),
        timeout,
      ),
  }
}
