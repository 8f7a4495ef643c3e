import { expect, type Page } from '@playwright/test'
import { DEMO_PASSWORD } from '../../../src/central/seed/accounts.ts'
import { goTo, signIn, signOut } from './acts.ts'

/** The clerk leaves, the supervisor comes to the same desk and agrees to each of these acts. */
export async function approveAsSupervisor(page: Page, acts: readonly string[]): Promise<void> {
  await signOut(page)
  await signIn(page, 'supervisor1')
  await goTo(page, '复核')
  for (const act of acts) {
    await page.getByRole('table', { name: '复核' }).getByRole('row').filter({ hasText: act }).click()
    await page.getByLabel('您的登录密码').fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: '同意', exact: true }).click()
    await expect(page.getByText(`已同意：${act}`)).toBeVisible()
  }
}
