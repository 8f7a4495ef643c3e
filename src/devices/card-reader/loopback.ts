import { CardReaderProblem } from './port.ts'

/** A portrait of the chip is 40 KB at most; a reply beyond this is none. */
const REPLY_LONGEST = 512 * 1024

/** Readers' services are asked on this machine only: what they answer is about the person at the counter. */
export function loopbackOrigin(origin: string): string {
  const url = new URL(origin)
  const isLoopback = url.hostname === '127.0.0.1' || url.hostname === '[::1]' || url.hostname === 'localhost'
  if (url.protocol !== 'http:' || !isLoopback) throw new Error(`a card reader answers on this machine, not ${origin}`)
  return url.origin
}

/**
 * Asks a reader's service and gives the reply's text.
 * @throws CardReaderProblem `cancelled`, `timeout`, `not-running` or `garbled`.
 */
export async function ask(address: string, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)))
  try {
    const answer = await fetch(address, {
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.any([signal, deadline]),
    })
    return decode(await bounded(answer))
  } catch (error) {
    if (error instanceof CardReaderProblem) throw error
    if (signal.aborted) throw new CardReaderProblem('cancelled')
    throw new CardReaderProblem(deadline.aborted ? 'timeout' : 'not-running')
  }
}

async function bounded(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    length += part.length
    // Leaving the loop cancels the rest of the body.
    if (length > REPLY_LONGEST) throw new CardReaderProblem('garbled')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/**
 * Services written for Windows answer in GBK whatever their headers say, newer ones in UTF-8. Bytes that are valid
 * UTF-8 are never meaningful GBK in these replies, so the order decides.
 */
function decode(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not this encoding; the next one is tried.
    }
  }
  throw new CardReaderProblem('garbled')
}
