import { expect } from '@playwright/test'
import { enrolmentCodes } from '../../../src/central/seed/enrolment.ts'
import { signIn, typeCredentials, untilCopied } from '../support/acts.ts'
import { centralRow } from '../support/central-rows.ts'
import { PASSPHRASE } from '../support/desk.ts'
import type { Stage } from './stage.ts'

/** A new computer becomes a desk: its key, its enrolment, the first copy, the first sign-in. */
export async function showDoors({ page, camera, central }: Stage): Promise<void> {
  camera.chapter('A new desk')
  await expect(page.getByRole('heading', { name: '设置数据库口令' })).toBeVisible()
  await camera.take(page, 'new-key', 'Setting the passphrase of the database')
  await page.getByLabel('数据库口令').fill(PASSPHRASE)
  await page.getByLabel('再输一次').fill(PASSPHRASE)
  await page.getByRole('button', { name: '设置并打开' }).click()
  await expect(page.getByRole('heading', { name: '登记本机' })).toBeVisible()
  await camera.take(page, 'enrol', 'Enrolling the computer as a counter of its hall')
  const { id } = centralRow<{ id: string }>(central, "select hall_id as id from staff where login = 'clerk1'")
  await page.getByLabel('登记码').fill(enrolmentCodes(7, id)[2] ?? '')
  await page.getByLabel('窗口名称').fill('3号窗口')
  await page.getByRole('button', { name: '登记本机' }).click()
  await untilCopied(page)
  await camera.take(page, 'sign-in', 'Signing in')
  await typeCredentials(page, 'clerk1', 'Wangle#2026')
  await expect(page.getByRole('alert')).toBeVisible()
  await camera.take(page, 'sign-in-wrong', 'A wrong password')
  await page.getByRole('button', { name: 'English' }).click()
  await camera.take(page, 'sign-in-en', 'Signing in, in English')
  await page.getByRole('button', { name: '中文' }).click()
  await signIn(page, 'clerk1')
}

/** A few screens in English, through the settings as people change it. */
export async function showEnglish({ page, camera }: Stage): Promise<void> {
  camera.chapter('In English')
  await page.getByRole('link', { name: '设置' }).click()
  await page.getByText('English', { exact: true }).click()
  await camera.take(page, 'settings-en', 'Settings')
  for (const [name, screen] of [
    ['counter-en', 'Counter'],
    ['outbox-en', 'Outbox'],
    ['guide-en', 'Guide'],
  ] as const) {
    await page.getByRole('navigation').first().getByRole('link', { name: screen }).click()
    await camera.take(page, name, screen)
  }
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByText('中文', { exact: true }).click()
}
