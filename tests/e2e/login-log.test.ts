import { expect, test, type Page } from '@playwright/test'
import { maskName } from '../../src/domain/kernel/mask.ts'
import { choose, goTo, signIn } from './support/acts.ts'
import { centralRow } from './support/central-rows.ts'
import { useHall } from './support/hall.ts'
import { getTaxpayer } from './support/people.ts'

const hall = useHall()

const rowsOf = (page: Page) => page.getByRole('table', { name: '登录记录' }).getByRole('row')

async function openLog(page: Page): Promise<void> {
  await goTo(page, '日志核查')
  await page.getByRole('button', { name: '例行检查' }).click()
  await page.getByRole('button', { name: '开始核查' }).click()
  await expect(rowsOf(page).nth(1)).toBeVisible()
}

async function timesOf(page: Page): Promise<string[]> {
  const cells = await rowsOf(page)
    .getByRole('cell')
    .filter({ hasText: /^\d{4}-\d\d-\d\d \d\d:\d\d/ })
    .allTextContents()
  return cells.map((text) => text.trim())
}

/** A wrong password at the public log-in, as the taxpayer's own browser sends it. */
async function failToLogIn(account: string, code: string): Promise<void> {
  const humanCheck = { challenge: 'slider', answer: 'right' }
  const body = { entrance: 'enterprise', enterpriseCode: code, account, password: 'Cuowu#2026', humanCheck }
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${hall().central.url}/v1/auth/first-step`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(409)
}

test('[R-JRN-02] a supervisor reviews a month, newest first, page after page, for a reason that is kept', async () => {
  const { page } = await hall().openDesk()
  await signIn(page, 'supervisor1')
  await openLog(page)
  const total = Number(/共 (\d+) 条/.exec((await page.getByText(/^共 \d+ 条$/).textContent()) ?? '')?.[1])
  expect(total).toBeGreaterThan(50)
  const first = await timesOf(page)
  expect(first).toHaveLength(50)
  await page.getByRole('button', { name: '更多' }).click()
  await expect.poll(async () => (await timesOf(page)).length).toBe(Math.min(100, total))
  const times = await timesOf(page)
  expect(times).toEqual(times.toSorted().toReversed())
  expect(times.slice(0, 50)).toEqual(first)
})

test('[R-JRN-01] filters by result, name and credit code, and shows one attempt with what surrounds it', async () => {
  const { page } = await hall().openNewDesk()
  const taxpayer = getTaxpayer(hall().central)
  const { credit_code } = centralRow<{ credit_code: string }>(
    hall().central,
    "select e.credit_code from enterprise e join relation r on r.enterprise_id = e.id and r.state = 'R4' where r.person_id = ?",
    taxpayer.id,
  )
  await signIn(page, 'supervisor1')
  await failToLogIn(taxpayer.document_number, credit_code)
  await openLog(page)
  await choose(page.getByRole('combobox', { name: '结果' }), '失败')
  const filters = page.getByRole('search', { name: '筛选登录日志' })
  await filters.getByRole('textbox', { name: '姓名' }).fill(taxpayer.name)
  const code = filters.getByRole('textbox', { name: '统一社会信用代码' })
  await code.fill(credit_code)
  const newest = rowsOf(page).nth(1)
  // The attempt comes down with the next round.
  await expect(async () => {
    await code.press('Enter')
    await expect(newest).toContainText('密码错误', { timeout: 1000 })
  }).toPass({ timeout: 40_000 })
  await expect(newest).toContainText(maskName(taxpayer.name))
  expect(await rowsOf(page).filter({ hasText: '成功' }).count()).toBe(0)
  await newest.focus()
  await page.keyboard.press('Enter')
  const detail = page.getByRole('dialog', { name: '登录详情' })
  await expect(detail).toContainText('密码错误')
  await expect(detail).toContainText('当日')
  await page.keyboard.press('Escape')
  await expect(detail).toBeHidden()
  await filters.getByRole('textbox', { name: '姓名' }).fill('没有此人')
  await page.keyboard.press('Enter')
  await expect(page.getByText('没有符合条件的登录记录')).toBeVisible()
})

test('[OP-21] refuses the log to a clerk', async () => {
  const { page } = await hall().openNewDesk()
  await signIn(page, 'clerk1')
  await page.evaluate(() => (window.location.hash = '#/login-log'))
  await expect(page.getByText('您的岗位不能打开这个页面')).toBeVisible()
})
