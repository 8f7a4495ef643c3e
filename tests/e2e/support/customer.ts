import { expect, type Locator, type Page } from '@playwright/test'
import type { Desk } from './desk.ts'

/** What the taxpayer does at their own screen, with their own keyboard. */

/** Types a new password twice and confirms it. */
export async function chooseNewPassword(desk: Desk, password: string): Promise<void> {
  const screen = await desk.customer()
  await screen.getByLabel('新密码').fill(password)
  await screen.getByLabel('再输入一遍').fill(password)
  await confirm(screen)
}

/** Types the password they have. */
export async function typeOwnPassword(desk: Desk, password: string): Promise<void> {
  const screen = await desk.customer()
  await screen.getByLabel('个人登录密码').fill(password)
  await confirm(screen)
}

async function confirm(screen: Page): Promise<void> {
  await screen.getByRole('button', { name: '确定' }).click()
  await expect(screen.getByRole('heading', { name: '您好，欢迎办税' })).toBeVisible()
}

/** Reads a paper to its end and signs it with the pen. */
export async function readAndSign(desk: Desk, title: string): Promise<void> {
  const screen = await desk.customer()
  await expect(screen.getByRole('heading', { name: title })).toBeVisible()
  await screen.getByRole('article').evaluate((paper) => {
    paper.scrollTop = paper.scrollHeight
  })
  await sign(screen, screen.getByLabel(/在框内签名$/).last())
  await screen.getByRole('button', { name: '我已阅读并同意' }).click()
  await expect(screen.getByRole('heading', { name: '您好，欢迎办税' })).toBeVisible()
}

/** Writes a name-like line of strokes into a field. */
async function sign(screen: Page, field: Locator): Promise<void> {
  const box = await field.boundingBox()
  if (box === null) throw new Error('nowhere to sign')
  const { mouse } = screen
  await mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6)
  await mouse.down()
  for (let step = 1; step <= 24; step++) {
    const across = box.x + box.width * (0.2 + step * 0.024)
    await mouse.move(across, box.y + box.height * (0.5 + 0.25 * Math.sin(step)))
  }
  await mouse.up()
}
