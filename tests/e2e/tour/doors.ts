import { expect } from '@playwright/test'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { DEMO_PASSWORD } from '../../../src/central/seed/accounts.ts'
import { enrolmentCodes } from '../../../src/central/seed/enrolment.ts'
import { signIn, signOut, typeCredentials, untilCopied } from '../support/acts.ts'
import { centralRow } from '../support/central-rows.ts'
import { PASSPHRASE } from '../support/desk.ts'
import type { Stage } from './stage.ts'

/** A new computer becomes a desk: its key, its enrolment, the first copy, the first sign-in, each with what can stop it. */
export async function showDoors({ page, camera, central }: Stage): Promise<void> {
  camera.chapter('A new desk')
  await central.stop()
  await expect(page.getByRole('heading', { name: '设置数据库口令' })).toBeVisible()
  await camera.take(page, 'new-key', 'Setting the passphrase of the database')
  await page.getByLabel('数据库口令').fill(PASSPHRASE)
  await page.getByLabel('再输一次').fill(`${PASSPHRASE}!`)
  await camera.take(page, 'new-key-differs', 'Typed twice, and not alike')
  await page.getByLabel('再输一次').fill(PASSPHRASE)
  await page.getByRole('button', { name: '设置并打开' }).click()
  await expect(page.getByRole('heading', { name: '登记本机' })).toBeVisible()
  await camera.take(page, 'enrol', 'Enrolling the computer as a counter of its hall')
  const { id } = centralRow<{ id: string }>(central, "select hall_id as id from staff where login = 'clerk1'")
  const enrol = async (code: string) => {
    await page.getByLabel('登记码').fill(code)
    await page.getByLabel('窗口名称').fill('3号窗口')
    await page.getByRole('button', { name: '登记本机' }).click()
  }
  await enrol('AAAA-BBBB-CCCC')
  await expect(page.getByRole('alert')).toBeVisible()
  await camera.take(page, 'enrol-offline', 'Enrolling needs the centre, once')
  await central.start()
  await enrol('AAAA-BBBB-CCCC')
  await expect(page.getByRole('alert')).not.toContainText('连')
  await camera.take(page, 'enrol-wrong', 'A code that nobody gave out')
  await enrol(enrolmentCodes(7, id)[2] ?? '')
  await untilCopied(page)
  await camera.take(page, 'sign-in', 'Signing in')
  await typeCredentials(page, 'clerk1', 'Wangle#2026')
  await expect(page.getByRole('alert')).toBeVisible()
  await camera.take(page, 'sign-in-wrong', 'A wrong password')
  await page.getByRole('button', { name: 'English' }).click()
  await camera.take(page, 'sign-in-en', 'Signing in, in English')
  await page.getByRole('button', { name: '中文' }).click()
  await signIn(page, 'clerk1')
  await signOut(page)
  await central.stop()
  await expect(page.getByText('未连接中心')).toBeVisible({ timeout: 30_000 })
  await typeCredentials(page, 'supervisor1', DEMO_PASSWORD)
  await expect(page.getByRole('alert')).toContainText('TRUST-36')
  await camera.take(page, 'sign-in-offline', 'Without a network only those whom this desk has seen before')
  await central.start()
  await expect(page.getByText('已连接中心')).toBeVisible({ timeout: 30_000 })
  await signIn(page, 'clerk1')
}

/** The key is asked for at each start where the machine keeps none, and is never made anew beside an old database. */
export async function showKey({ desk, camera }: Pick<Stage, 'desk' | 'camera'>): Promise<void> {
  camera.chapter('A desk that does not open')
  await desk.restart()
  await expect(desk.page.getByRole('heading', { name: '打开数据库' })).toBeVisible()
  await desk.page.getByLabel('数据库口令').fill('bushizhege')
  await desk.page.keyboard.press('Enter')
  await expect(desk.page.getByText('口令不对，请再试')).toBeVisible()
  await camera.take(desk.page, 'key-wrong', 'A wrong passphrase')
  await desk.end()
  const key = path.join(desk.folder, 'desk.key')
  await rename(key, `${key}.away`)
  await desk.restart()
  await expect(desk.page.getByText('它的密钥文件不见了')).toBeVisible()
  await camera.take(desk.page, 'key-missing', 'The key is gone: nothing is begun anew')
  await desk.end()
  await rename(`${key}.away`, key)
}

/** What people read at both ends of the rail, in English, as the settings change it. */
export async function showEnglish({ page, camera }: Stage): Promise<void> {
  camera.chapter('In English')
  await page.getByRole('link', { name: '设置' }).click()
  await page.getByText('English', { exact: true }).click()
  await camera.take(page, 'settings-en', 'Settings')
  const rail = page.getByRole('navigation').first()
  for (const screen of await rail.getByRole('link').allTextContents()) {
    const name = screen.replace(/\d+$/, '').trim()
    await rail.getByRole('link', { name }).click()
    await expect(rail.getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
    if (name !== 'Settings') await camera.take(page, `${name.toLowerCase().replaceAll(' ', '-')}-en`, name)
  }
  await page.getByText('中文', { exact: true }).click()
}
