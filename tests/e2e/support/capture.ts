import { expect, type Page } from '@playwright/test'
import { proveNumber } from './codes.ts'
import { readAndSign } from './customer.ts'
import { choosePicture, drawPicture, type Holder } from './pictures.ts'
import type { Scene } from './scene.ts'

/** The steps of a capture as the clerk goes through them, each ended with the keyboard. */

const stepIs = (page: Page, step: string) =>
  expect(page.getByRole('list', { name: '采集步骤' }).getByRole('button', { name: step })).toHaveAttribute(
    'aria-current',
    'step',
  )

async function goOn(page: Page, next: string): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await stepIs(page, next)
}

/** Begins with a card, on the capture screen. */
export async function beginWithCard(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: '身份证采集' })).toBeVisible()
  await page.keyboard.press('Alt+1')
  await stepIs(page, '身份证正面')
}

/** Begins with another document, on the capture screen. */
export async function beginWithOther(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: '其他证件采集' })).toBeVisible()
  await page.keyboard.press('Alt+2')
  await stepIs(page, '信息核实')
}

/** Types what stands on the document, line by line; choices are named by their words. */
export async function typeInformation(
  page: Page,
  lines: Readonly<Record<string, string>>,
  choices: readonly string[] = [],
): Promise<void> {
  for (const [field, text] of Object.entries(lines))
    await page.getByRole('textbox', { name: field, exact: true }).fill(text)
  for (const choice of choices) await page.getByRole('radio', { name: choice, exact: true }).check({ force: true })
}

export async function captureFront(page: Page, holder: Holder): Promise<void> {
  await choosePicture(page.getByLabel('身份证正面的照片文件'), await drawPicture(page, 'card-front', holder))
  await expect(page.getByRole('application', { name: /^头像选取框/ })).toBeVisible()
  await page.getByRole('button', { name: '确定' }).click()
  await expect(page.getByRole('img', { name: '头像' })).toBeVisible()
  await goOn(page, '身份证背面')
}

export async function captureBack(page: Page, holder: Holder): Promise<void> {
  await choosePicture(page.getByLabel('身份证背面的照片文件'), await drawPicture(page, 'card-back', holder))
  await expect(page.getByRole('img', { name: '身份证背面' })).toBeVisible()
  await goOn(page, '信息核实')
}

export async function capturePaper(scene: Pick<Scene, 'desk' | 'page'>, title: string, next: string): Promise<void> {
  const { desk, page } = scene
  await page.getByRole('button', { name: '请办理人在客户屏阅读并签名' }).click()
  await readAndSign(desk, title)
  await expect(page.getByText('已签名')).toBeVisible()
  await goOn(page, next)
}

/** The number, with its code while there is a network. */
export async function capturePhone(
  { page, central }: Pick<Scene, 'page' | 'central'>,
  number: string,
  proved: boolean,
): Promise<void> {
  await page.getByRole('textbox', { name: '手机号码' }).fill(number)
  if (proved) await proveNumber(page, central, number)
  await goOn(page, '人脸协议')
}

export async function captureScene(page: Page, holder: Holder): Promise<void> {
  await choosePicture(page.getByLabel('现场照片的照片文件'), await drawPicture(page, 'scene', holder))
  await expect(page.getByRole('img', { name: '现场照片' })).toBeVisible()
  await goOn(page, '提交')
}

/** What the end of a case says, in whole words: 采集成功 alone, for one that waits speaks of it, too. */
export const caseEnd = (page: Page, words: string) => page.getByRole('status').getByText(words, { exact: true })

export const CONSENT = '个人信息保护告知同意书'
export const FACE_AGREEMENT = '人脸识别服务协议'

/** Goes from one step to the next, which must be this one. */
export const nextStep = goOn
