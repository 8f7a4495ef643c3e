import { expect, type Locator, type Page } from '@playwright/test'
import { ask } from './ask.ts'
import { DEMO_PASSWORD } from '../../../src/central/seed/accounts.ts'

/** What a member of staff does at any desk, in their own words. */

/** Types the account and the password and goes in. */
export async function signIn(page: Page, login: string, password: string = DEMO_PASSWORD): Promise<void> {
  await typeCredentials(page, login, password)
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible()
}

/** The same, for somebody who may not get in. */
export async function typeCredentials(page: Page, login: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: '工作账号' }).fill(login)
  await page.getByRole('textbox', { name: '密码' }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Ends the work of whoever is signed in; what is still unsent stays on the desk. */
export async function signOut(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /窗口人员|值班长|外勤人员|管理员/ })
    .click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  const account = page.getByRole('textbox', { name: '工作账号' })
  const stillWaiting = page.getByRole('dialog', { name: '退出登录' })
  await expect(account.or(stillWaiting).first()).toBeVisible()
  if (await stillWaiting.isVisible()) await stillWaiting.getByRole('button', { name: '退出登录' }).click()
  await expect(account).toBeVisible()
}

/** Waits until the desk has a first copy of its hall. */
export async function untilCopied(page: Page): Promise<void> {
  await expect(page.getByText(/^数据截至/).first()).toBeVisible({ timeout: 20_000 })
}

/** Waits until the central has everything that this desk recorded, and the desk what came of it. */
export async function untilSent(page: Page): Promise<void> {
  const counts = async () => {
    const { recorded, delivered } = await ask(page, 'outbox.counts', {})
    return recorded + delivered
  }
  await expect.poll(counts, { message: 'acts on their way', timeout: 30_000 }).toBe(0)
}

/** Goes to a screen of the rail. */
export async function goTo(page: Page, screen: string): Promise<void> {
  const link = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: screen })
  await link.click()
  // Screens are loaded when they are first opened; until then the former one is still there.
  await expect(link).toHaveAttribute('aria-current', 'page')
}

/** Chooses from a list that opens, by the keyboard as far as it needs one. */
export async function choose(list: Locator, option: string): Promise<void> {
  await list.focus()
  await list.press('ArrowDown')
  await list.page().getByRole('option', { name: option }).first().click()
}
