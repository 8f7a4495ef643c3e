import type { Page } from '@playwright/test'
import type { CallInput, CallName, CallOutput } from '../../../src/contract/registry.ts'
import type { Envelope } from '../../../src/contract/envelope.ts'
import type { Bridge } from '../../../src/renderer/desk.ts'

/** Asks the desk as its own page does, for what no screen shows in so few words. */
export async function ask<Name extends CallName>(
  page: Page,
  name: Name,
  input: CallInput<Name>,
): Promise<CallOutput<Name>> {
  const answer = (await page.evaluate(
    ([call, what]) => (window as unknown as { hallDesk: Bridge }).hallDesk.call(call, what),
    [name, input] as [string, unknown],
  )) as Envelope<CallOutput<Name>>
  if (answer.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer.value
}
