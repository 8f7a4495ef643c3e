/** What can go wrong with a service outside the product. None of it is a rule: nothing was decided. */
export type TroubleKind = 'unavailable' | 'timeout' | 'nonsense'

/** A service gave no usable answer; the work that needed it waits and is tried again. */
export class GatewayTrouble extends Error {
  readonly service: string
  readonly kind: TroubleKind
  constructor(service: string, kind: TroubleKind, cause?: unknown) {
    super(`${service}: ${kind}`, { cause })
    this.name = 'GatewayTrouble'
    this.service = service
    this.kind = kind
  }
}

/** How long any service may take, in milliseconds; a visitor stands at the counter. */
export const GATEWAY_TIMEOUT = 10_000

/**
 * Asks a service and holds it to time and form: `read` gives the answer's meaning, or undefined when it has none.
 * @throws GatewayTrouble and nothing else.
 */
export async function askService<Answer>(
  service: string,
  ask: () => Promise<unknown>,
  read: (answer: unknown) => Answer | undefined,
  timeout = GATEWAY_TIMEOUT,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new GatewayTrouble(service, 'timeout')), timeout)
  })
  try {
    const meaning = read(await Promise.race([ask(), late]))
    if (meaning === undefined) throw new GatewayTrouble(service, 'nonsense')
    return meaning
  } catch (error) {
    throw error instanceof GatewayTrouble ? error : new GatewayTrouble(service, 'unavailable', error)
  } finally {
    clearTimeout(timer)
  }
}

/** The named field of an answer when it is one of the words that may stand there. */
export function readWord<Word extends string>(
  answer: unknown,
  field: string,
  words: readonly Word[],
): Word | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const value: unknown = (answer as Record<string, unknown>)[field]
  return words.find((word) => word === value)
}
