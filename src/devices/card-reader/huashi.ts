import { setTimeout as pause } from 'node:timers/promises'
import type { ReadProblem } from '../../contract/device.ts'
import { parseCard, parseReply } from './huashi-reply.ts'
import { ask, loopbackOrigin } from './loopback.ts'
import { CardReaderProblem, type CardReader, type CardReading, type ReadOptions } from './port.ts'

/** Where 华视's service listens unless somebody moved it. */
export const HUASHI_ORIGIN = 'http://127.0.0.1:19196'

const POLL_MS = 250
/** One question to the service; reading a chip takes it about a second. */
const QUESTION_MS = 5_000

/** How the service words what is wrong; it has no codes. */
const REASONS: readonly (readonly [words: RegExp, problem: ReadProblem])[] = [
  [/中途|中断|读取失败|读卡失败/, 'pulled'],
  [/移开|拿开|重新放/, 'not-lifted'],
  [/设备|端口|打开失败/, 'no-device'],
]

const problemOf = (reason: string): ReadProblem => REASONS.find(([words]) => words.test(reason))?.[1] ?? 'no-card'

/** The 华视 CVR-100 family through its own loopback service: /OpenDevice, /readcard, /CloseDevice. */
export function huashiReader(origin: string = HUASHI_ORIGIN): CardReader {
  const base = loopbackOrigin(origin)
  const never = new AbortController().signal
  let isOpen = false
  let isReading = false

  async function question(path: string, timeoutMs: number, signal: AbortSignal) {
    const reply = parseReply(await ask(`${base}${path}`, Math.min(timeoutMs, QUESTION_MS), signal))
    if (reply.kind === 'failed') throw new CardReaderProblem(problemOf(reply.reason))
    return reply.content
  }

  async function open(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (isOpen) return
    await question('/OpenDevice', timeoutMs, signal)
    isOpen = true
  }

  /** Asks again and again until a card lies there; only "no card" is worth waiting for. */
  async function waitForCard({ timeoutMs, signal }: ReadOptions): Promise<CardReading> {
    const end = performance.now() + timeoutMs
    const left = () => end - performance.now()
    await open(timeoutMs, signal)
    for (;;) {
      try {
        return parseCard(await question('/readcard', left(), signal))
      } catch (error) {
        if (!(error instanceof CardReaderProblem) || error.problem !== 'no-card') throw error
        // What is left after the pause must do for another question, or a slow answer would pass for a missing card.
        if (left() <= 2 * POLL_MS) throw error
      }
      await pause(POLL_MS, undefined, { signal }).catch(() => {
        throw new CardReaderProblem('cancelled')
      })
    }
  }

  return {
    driver: 'huashi',
    open: () => open(QUESTION_MS, never),
    status: async () => {
      try {
        isOpen = false
        await open(1_000, never)
        return { ready: true }
      } catch (error) {
        return { ready: false, problem: error instanceof CardReaderProblem ? error.problem : 'not-running' }
      }
    },
    read: async (options) => {
      if (isReading) throw new CardReaderProblem('busy')
      isReading = true
      try {
        return await waitForCard(options)
      } catch (error) {
        // Whatever went wrong, the device is opened anew: its service may have been restarted meanwhile.
        isOpen = false
        throw error
      } finally {
        isReading = false
      }
    },
    close: async () => {
      if (!isOpen) return
      isOpen = false
      await question('/CloseDevice', 1_000, never).catch(() => undefined)
    },
  }
}
