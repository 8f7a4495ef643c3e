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

const read = new Set<string>()

/** The newest code that this number got and that no test has read yet; waits for it as its owner would. */
export async function readSmsCode(central: Pick<Central, 'url'>, number: string): Promise<string> {
  let code: string | undefined
  await expect
    .poll(
      async () => {
        code = (await listCodes(central, number)).find((one) => !read.has(`${central.url} ${number} ${one}`))
        return code
      },
      { message: `an unread code for ${number}` },
    )
    .toBeDefined()
  read.add(`${central.url} ${number} ${String(code)}`)
  return String(code)
}
