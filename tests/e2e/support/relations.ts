import { expect, type Page } from '@playwright/test'
import type { Visitor } from './people.ts'
import { choosePicture, drawPicture } from './pictures.ts'

/** What is done about the people of an enterprise, as the clerk does it. */

/** How an act ends that the form itself reports. */
type Outcome = '已生效' | '已受理' | '已送达' | '待复核'

/** Presses an act in the row of a person or an enterprise, named masked as the list names them, and confirms it. */
export async function actOn(page: Page, act: string, whose: string): Promise<void> {
  await page
    .getByRole('button', { name: `${act}：${whose}` })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: act })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
}

/** Goes to one of the three lists. */
export async function showTab(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('tab', { name })
  await tab.click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
}

/** Photographs the visitor where a form asks for their face. */
export async function photograph(page: Page, person: Visitor): Promise<void> {
  await choosePicture(page.getByLabel('现场照片的照片文件'), await drawPicture(page, 'scene', person))
  await expect(page.getByRole('img', { name: '现场照片' })).toBeVisible()
}

/** Goes from a filled form over its summary to the end. */
async function checkAndSend(page: Page, summary: RegExp, outcome: Outcome): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(summary).last()).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: outcome })).toBeVisible()
}

/** Fills the form for a new member of staff, on whom the manager looks once more before it is sent. */
export async function addStaff(page: Page, person: Visitor, outcome: Outcome): Promise<void> {
  await page.getByRole('textbox', { name: '证件号码' }).fill(person.document_number)
  await page.getByRole('textbox', { name: '姓名' }).fill(person.name)
  await expect(page.getByText('姓名与实名信息一致')).toBeVisible()
  await checkAndSend(page, /核对无误后确定/, outcome)
}

/** Fills the form by which a visitor asks an enterprise, with their face. */
export async function applyTo(page: Page, person: Visitor, creditCode: string, outcome: RegExp): Promise<void> {
  await page.getByRole('textbox', { name: /统一社会信用代码/ }).fill(creditCode)
  await photograph(page, person)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('企业确认后才生效')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: outcome })).toBeVisible()
}

/** Fills the form by which somebody whom the core system names binds their enterprise. */
export async function bindEnterprise(page: Page, creditCode: string, as: string): Promise<void> {
  await page.getByRole('textbox', { name: /统一社会信用代码/ }).fill(creditCode)
  await page.getByRole('radio', { name: as }).check({ force: true })
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/绑定后即可管理本企业/)).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: /已生效|已受理/ })).toBeVisible()
}
