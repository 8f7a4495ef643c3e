import { expect, type Page } from '@playwright/test'
import { maskDocumentNumber } from '../../../src/domain/kernel/mask.ts'
import { choose } from './acts.ts'
import { type Visitor } from './people.ts'
import type { Reader } from './reader.ts'

/** Receiving visitors and sending them off, as the counter does it all day. */

async function untilReceived(page: Page, person: Pick<Visitor, 'document_number'>): Promise<void> {
  await expect(page.getByRole('main').getByText(maskDocumentNumber(person.document_number)).first()).toBeVisible()
  // Keys belong to a dialog as long as it is on the screen.
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** Lays the visitor's card on the reader and presses F8. */
export async function receiveByCard(page: Page, reader: Reader, person: Visitor): Promise<void> {
  await reader.lay(person)
  await page.keyboard.press('F8')
  await untilReceived(page, person)
  await expect(page.getByText('证件已读卡')).toBeVisible()
  await reader.lift()
}

/** Looks the visitor up by their number and sees the document; the keyboard alone. */
export async function receiveByHand(page: Page, person: Visitor): Promise<void> {
  await page.keyboard.press('F2')
  const dialog = page.getByRole('dialog', { name: '开始接待' })
  await expect(dialog.getByRole('textbox', { name: '查找办理人' })).toBeFocused()
  await page.keyboard.type(person.document_number)
  await expect(dialog.getByRole('option').first()).toContainText(maskDocumentNumber(person.document_number))
  await page.keyboard.press('Enter')
  await untilReceived(page, person)
  await expect(page.getByText('证件人工核对')).toBeVisible()
}

/** Chooses what the visitor came for, in the list of what they may. */
export async function chooseAct(page: Page, act: string): Promise<void> {
  await page.getByRole('link', { name: '柜台', exact: true }).click()
  await page.getByRole('list', { name: '可以办理' }).getByRole('link', { name: act }).click()
}

/** Ends the visit by the keyboard. */
export async function endVisit(page: Page): Promise<void> {
  if (!/#\/$/.test(page.url())) await page.getByRole('link', { name: '柜台', exact: true }).click()
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: '结束接待' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('banner')).toContainText('未接待')
  // The receipt, where there is one, is on paper before the next visitor sits down.
  if (page.url().includes('receipts')) await expect(page.getByRole('button', { name: /^打印/ })).toBeEnabled()
}

/** Chooses in which identity the visitor acts, by a word of its name. */
export async function actAs(page: Page, word: string): Promise<void> {
  await choose(page.getByRole('combobox', { name: '以什么身份办理' }), word)
  await expect(page.getByRole('list', { name: '可以办理' }).getByRole('link', { name: '添加办税人' })).toBeVisible()
}
