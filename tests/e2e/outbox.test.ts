import { expect, test, type Page } from '@playwright/test'
import { maskPhone } from '../../src/domain/kernel/mask.ts'
import { goTo, signIn } from './support/acts.ts'
import { centralRows } from './support/central-rows.ts'
import { useHall } from './support/hall.ts'
import { getVisitor } from './support/people.ts'
import { chooseAct, receiveByHand } from './support/visits.ts'

const hall = useHall()

const gauge = (page: Page, state: string) =>
  page.getByRole('group', { name: '五种状态' }).getByRole('button', { name: state })

async function addNumber(page: Page, number: string): Promise<void> {
  await chooseAct(page, '手机号码管理')
  await page.getByRole('button', { name: '添加手机号' }).click()
  await page.getByRole('textbox', { name: '新手机号码' }).fill(number)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog').getByRole('status').last()).toContainText('已受理')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('keeps what was recorded without a network over a pulled plug, takes one back, and sends the rest', async () => {
  const { central } = hall()
  const desk = await hall().openDesk()
  const person = getVisitor(central)
  await central.stop()
  await signIn(desk.page, 'clerk1')
  await receiveByHand(desk.page, person)
  await addNumber(desk.page, '13904040021')
  await addNumber(desk.page, '13904040022')
  await desk.kill()
  await desk.restart()

  const { page } = desk
  await signIn(page, 'clerk1')
  await expect(page.getByRole('link', { name: /^待同步 2 项，已退回 0 项/ })).toBeVisible()
  await goTo(page, '待同步')
  await expect(gauge(page, '已受理')).toContainText('2')
  await page.getByRole('table', { name: '待同步' }).getByRole('row').nth(1).click()
  await expect(page.getByText('已稳妥存在本机，还没有送到中心；断电、关机都不会丢。')).toBeVisible()
  await page.getByRole('button', { name: '撤回这一项' }).click()
  const dialog = page.getByRole('dialog', { name: '撤回这一项' })
  await expect(dialog).toContainText('添加手机号码')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(gauge(page, '已受理')).toContainText('1')
  await goTo(page, '密码与手机')
  await expect(page.getByText(maskPhone('13904040021'))).toBeVisible()
  await expect(page.getByText(maskPhone('13904040022'))).toHaveCount(0)

  await central.start()
  await goTo(page, '待同步')
  await page.getByRole('button', { name: '立即同步' }).click()
  await expect(gauge(page, '待复核')).toContainText('1', { timeout: 30_000 })
  await expect(gauge(page, '已受理')).toContainText('0')
  await page.getByRole('table', { name: '待同步' }).getByRole('row').filter({ hasText: '待复核' }).click()
  await expect(page.getByText('等待本人回复短信验证码后生效')).toBeVisible()
  const numbers = centralRows<{ number: string }>(central, "select number from phone where number like '1390404%'")
  expect(numbers).toEqual([{ number: '13904040021' }])
})
