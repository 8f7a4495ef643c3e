import { expect } from '@playwright/test'
import type { Central } from './central.ts'

/** Services outside the product that the central's page of stand-ins steers, with the answers used here. */
export interface StandInAnswers {
  readonly sms: 'accepted' | 'lost' | 'unavailable'
  readonly face: 'passed' | 'failed' | 'unavailable'
  readonly 'identity-check': 'matched' | 'mismatched' | 'busy'
}

/** Tells a stand-in what to answer from now on, through the form of its page. */
export async function setStandIn<Name extends keyof StandInAnswers>(
  central: Pick<Central, 'url'>,
  name: Name,
  answer: StandInAnswers[Name],
): Promise<void> {
  const body = new URLSearchParams({ answer, delay: '0' })
  const response = await fetch(`${central.url}/stand-ins/${name}`, { method: 'POST', body, redirect: 'manual' })
  expect(response.status).toBe(303)
}

const ROW = /<td class="number">(\d+)<\/td><td class="code">(\d*)<\/td>/g

/** The codes in the inbox of a number, newest first. */
async function listCodes(central: Pick<Central, 'url'>, number: string): Promise<string[]> {
  const inbox = await (await fetch(`${central.url}/stand-ins/inbox`)).text()
  return [...inbox.matchAll(ROW)].flatMap(([, recipient, code]) => (recipient === number && code ? [code] : []))
}

/**
 * Watches the inbox of a number from now on.
 * @returns what waits for the next code, as its owner would with the telephone in the hand.
 */
export async function watchInbox(central: Pick<Central, 'url'>, number: string): Promise<() => Promise<string>> {
  const before = (await listCodes(central, number)).length
  return async () => {
    await untilCodes(central, number, before + 1)
    return (await listCodes(central, number))[0] ?? ''
  }
}

/** The newest code that a number has got; waits for the first. */
export async function readSmsCode(central: Pick<Central, 'url'>, number: string): Promise<string> {
  await untilCodes(central, number, 1)
  return (await listCodes(central, number))[0] ?? ''
}

async function untilCodes(central: Pick<Central, 'url'>, number: string, count: number): Promise<void> {
  const poll = expect.poll(async () => (await listCodes(central, number)).length, { message: `codes for ${number}` })
  await poll.toBeGreaterThanOrEqual(count)
}
