import { expect, test } from '@playwright/test'
import { maskDocumentNumber, maskName, maskPhone } from '../../src/domain/kernel/mask.ts'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { goTo, signIn } from './support/acts.ts'
import { useHall } from './support/hall.ts'
import { getVisitor } from './support/people.ts'
import { startReader, type Reader } from './support/reader.ts'
import { chooseAct, endVisit, receiveByCard, receiveByHand } from './support/visits.ts'

const hall = useHall()

let reader: Reader
test.beforeAll(async () => {
  reader = await startReader()
})
test.afterAll(() => reader.end())

test('receives one visitor by card and the next by hand, one at a time, without a mouse', async () => {
  const { page } = await hall().openDesk({ cardReader: reader.origin })
  await signIn(page, 'clerk1')
  await receiveByCard(page, reader, getVisitor(hall().central, 0))
  await page.keyboard.press('F2')
  const busy = page.getByRole('dialog', { name: '开始接待' })
  await expect(busy).toContainText('一个窗口一次只接待一人')
  await page.keyboard.press('Escape')
  await expect(busy).toBeHidden()
  await endVisit(page)
  await receiveByHand(page, getVisitor(hall().central, 1))
  await endVisit(page)
  await goTo(page, '柜台')
  await page.getByRole('link', { name: '以往接待' }).click()
  await expect(page.getByRole('row').filter({ hasText: '未办业务' })).toHaveCount(2)
})

test('prints one receipt for a visit, with the states as they are, masked', async () => {
  const desk = await hall().openNewDesk({ cardReader: reader.origin })
  const { page } = desk
  const person = getVisitor(hall().central, 2)
  await signIn(page, 'clerk1')
  await receiveByCard(page, reader, person)
  await hall().central.stop()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('离线', { timeout: 20_000 })
  await chooseAct(page, '手机号码管理')
  await page.getByRole('button', { name: '添加手机号' }).click()
  await page.getByRole('textbox', { name: '新手机号码' }).fill('13904040011')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog').getByRole('status').last()).toContainText('已受理')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await endVisit(page)

  const receipt = page.getByRole('article')
  await expect(receipt).toContainText('业务受理回执')
  await expect(receipt).toContainText(`${maskName(person.name)}　${maskDocumentNumber(person.document_number)}`)
  await expect(receipt.getByRole('listitem')).toContainText('添加手机号码')
  await expect(receipt.getByRole('listitem')).toContainText('已受理')
  await expect(receipt).toContainText('尚未送达税务中心')
  await expect(receipt).not.toContainText('已生效')
  await expect(page.getByText(/已打印，并留存为 \S+-a4\.pdf$/)).toBeVisible()
  const folder = path.join(desk.folder, 'receipts')
  const [file = ''] = readdirSync(folder)
  expect(readFileSync(path.join(folder, file)).subarray(0, 5).toString()).toBe('%PDF-')
  await page.getByText('80 毫米').click()
  await page.keyboard.press('Control+p')
  await expect.poll(() => readdirSync(folder)).toHaveLength(2)

  await hall().central.start()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('在线', { timeout: 30_000 })
  await goTo(page, '柜台')
  await page.getByRole('link', { name: '以往接待' }).click()
  await page
    .getByRole('row')
    .filter({ hasText: maskName(person.name) })
    .click()
  await expect(receipt).toContainText('待复核', { timeout: 20_000 })
  await expect(receipt).not.toContainText(maskPhone(person.number))
})

test('says what the card reader lacks, and goes on by hand', async () => {
  const { page } = await hall().openNewDesk({ cardReader: reader.origin })
  await signIn(page, 'clerk1')
  const dialog = page.getByRole('dialog', { name: '开始接待' })
  await reader.lift()
  await page.keyboard.press('F8')
  await expect(dialog).toContainText('没有放证件，或放得不正。', { timeout: 30_000 })
  for (const [fault, words] of [
    ['no-device', '没有找到读卡器，请检查连接。'],
    ['garbage', '读卡器返回的内容有误，请再读一次。'],
  ] as const) {
    await reader.fault(fault)
    await page.keyboard.press('F8')
    await expect(dialog).toContainText(words, { timeout: 30_000 })
  }
  await reader.fault('none')
  await dialog.getByRole('textbox', { name: '查找办理人' }).fill(getVisitor(hall().central, 3).document_number)
  await dialog.getByRole('option').first().click()
  await expect(page.getByText('证件人工核对')).toBeVisible()
})
