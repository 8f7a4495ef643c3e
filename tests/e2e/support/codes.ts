import { expect, type Locator, type Page } from '@playwright/test'
import { goTo } from './acts.ts'
import type { Central } from './central.ts'
import { readSmsCode, watchInbox } from './stand-ins.ts'

const fieldIn = (scope: Page | Locator) => scope.getByRole('textbox', { name: '请输入短信验证码' })

/** Types a code and has it verified. */
export async function enterCode(scope: Page | Locator, code: string): Promise<void> {
  await fieldIn(scope).first().fill(code)
  await scope.getByRole('button', { name: '验证', exact: true }).click()
}

/** Sends the next code that a form asks for and types it as its owner reads it out from their telephone. */
export async function proveNumber(scope: Page | Locator, central: Central, number: string): Promise<void> {
  const open = await fieldIn(scope).count()
  const next = await watchInbox(central, number)
  await scope.getByRole('button', { name: '获取验证码' }).first().click()
  await enterCode(scope, await next())
  await expect(fieldIn(scope)).toHaveCount(open - 1)
}

/**
 * Enters on the counter the codes that an act held at the central waits for, one number after the other. The central
 * sent the first code by itself when it took the act in.
 */
export async function proveHeld(page: Page, central: Central, act: string, numbers: readonly string[]): Promise<void> {
  await goTo(page, '柜台')
  const line = page.getByRole('region', { name: '本次已办' }).getByRole('listitem').filter({ hasText: act })
  await line.getByRole('button', { name: '输入验证码' }).click()
  const [first = '', ...others] = numbers
  await enterCode(line, await readSmsCode(central, first))
  for (const number of others) {
    await expect(fieldIn(line)).toHaveValue('')
    const next = await watchInbox(central, number)
    await line.getByRole('button', { name: '获取验证码' }).click()
    await enterCode(line, await next())
  }
  await expect(fieldIn(line)).toHaveCount(0)
}
