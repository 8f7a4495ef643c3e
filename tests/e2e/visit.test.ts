import { expect, test } from '@playwright/test'
import { maskDocumentNumber, maskName, maskPhone } from '../../src/domain/kernel/mask.ts'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { goTo, signIn } from './support/acts.ts'
import { ask } from './support/ask.ts'
import { chooseNewPassword } from './support/customer.ts'
import { useHall } from './support/hall.ts'
import { getVisitor } from './support/people.ts'
import { startReader, type Reader } from './support/reader.ts'
import { bothWays } from './support/scene.ts'
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

bothWays(
  '[OP-13] finds a visitor anywhere, shows a field for a reason, and prints one receipt with the states as they are',
  async ({ desk, page, central, reader, online, pullNetwork, bringNetworkBack }) => {
    const person = getVisitor(central, 2)
    await signIn(page, 'clerk1')
    await pullNetwork()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: '查人、查企业' })).toBeFocused()
    await page.keyboard.type(person.number)
    await expect(page.getByRole('option').first()).toContainText(maskDocumentNumber(person.document_number))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: '自然人档案' })).toBeVisible()
    await page.getByRole('button', { name: '显示证件号码' }).first().click()
    await page.getByRole('button', { name: '与证件核对' }).click()
    await expect(page.getByText(person.document_number)).toBeVisible()
    const { rows } = await ask(page, 'audit.search', { action: 'reveal' })
    expect(rows[0]?.detail).toMatchObject({ field: 'document_number', reason: '与证件核对' })

    await receiveByCard(page, reader, person)
    await chooseAct(page, '重置密码')
    await page.getByRole('button', { name: '请本人在客户屏设置' }).click()
    await chooseNewPassword(desk, 'Xuezhihe@8842')
    await expect(page.getByRole('status').filter({ hasText: online ? '已生效' : '已受理' })).toBeVisible()
    await endVisit(page)
    const receipt = page.getByRole('article')
    await expect(receipt).toContainText('业务受理回执')
    await expect(receipt).toContainText(`${maskName(person.name)}　${maskDocumentNumber(person.document_number)}`)
    await expect(receipt.getByRole('listitem')).toContainText('重置密码')
    await expect(receipt.getByRole('listitem')).toContainText(online ? '已生效' : '已受理')
    if (!online) await expect(receipt).toContainText('尚未送达税务中心')
    if (!online) await expect(receipt).not.toContainText('已生效')
    await expect(receipt).not.toContainText(maskPhone(person.number))
    await expect(page.getByText(/已打印，并留存为 \S+-a4\.pdf$/)).toBeVisible()
    const folder = path.join(desk.folder, 'receipts')
    const [file = ''] = readdirSync(folder)
    expect(readFileSync(path.join(folder, file)).subarray(0, 5).toString()).toBe('%PDF-')
    await page.getByText('80 毫米').click()
    await page.keyboard.press('Control+p')
    await expect.poll(() => readdirSync(folder)).toHaveLength(2)

    await bringNetworkBack()
    await goTo(page, '柜台')
    await page.getByRole('link', { name: '以往接待' }).click()
    await page
      .getByRole('row')
      .filter({ hasText: maskName(person.name) })
      .click()
    await expect(receipt.getByRole('listitem')).toContainText('已生效')
  },
  (changes) => {
    expect(changes).toContainEqual(
      expect.stringMatching(/^\+ command_result .*name="credential.reset" state="effective"/),
    )
  },
)
