import { expect } from '@playwright/test'
import iconv from 'iconv-lite'
import { creditCodeChecksum } from '../../../src/domain/enterprise/credit-code.ts'
import { goTo } from '../support/acts.ts'
import { visit, type Stage } from './stage.ts'

const codeOf = (body: string): string => body + creditCodeChecksum(body)
const SHEET = `沈阳市企业清册,,
统一社会信用代码,纳税人名称,状态
${codeOf('91210102MA0ABCDE0')},沈阳样张商贸有限公司,正常
${codeOf('91210102MA0ABCDE2')},沈阳样张机电有限公司,正常
91210102MA0ABCDE1,号码短了一位,正常
`

/** Approvals, the login log, the audit and an import. */
export async function showSupervisor({ page, camera, central }: Stage): Promise<void> {
  camera.chapter('Supervisor')
  await goTo(page, '复核')
  await page.getByRole('table', { name: '复核' }).getByRole('row').nth(1).click()
  await expect(page.getByLabel('您的登录密码')).toBeVisible()
  await camera.take(page, 'approvals', 'What waits for a second person')
  await page.getByLabel('您的登录密码').fill('Cuowu#11')
  await page.getByRole('button', { name: '同意', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('密码有误')
  await camera.take(page, 'approvals-wrong', "Not the supervisor's own password")
  await central.stop()
  await expect(page.getByText('现在离线，不能复核')).toBeVisible({ timeout: 30_000 })
  await camera.take(page, 'approvals-offline', 'Without a network nobody agrees to anything')
  await central.start()
  await expect(page.getByLabel('您的登录密码')).toBeVisible({ timeout: 30_000 })
  await page.getByLabel('您的登录密码').fill('Shuiting#26')
  await page.getByRole('button', { name: '同意', exact: true }).click()
  await expect(page.getByText('没有等待复核的业务')).toBeVisible()
  await camera.take(page, 'approvals-empty', 'Nothing waits any more')
  await goTo(page, '日志核查')
  await camera.take(page, 'log-gate', 'The login log asks for a reason')
  await page.getByRole('button', { name: '例行检查' }).click()
  await page.getByRole('button', { name: '开始核查' }).click()
  const rows = page.getByRole('table', { name: '登录记录' }).getByRole('row')
  await expect(rows.nth(1)).toBeVisible()
  await camera.take(page, 'log', 'A month of log-ins', { readme: 'login-log' })
  await rows.filter({ hasText: '密码错误' }).first().click()
  await expect(page.getByRole('dialog', { name: '登录详情' })).toBeVisible()
  await camera.take(page, 'log-detail', 'One attempt, with what surrounds it')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('textbox', { name: '姓名' }).fill('没有此人')
  await page.keyboard.press('Enter')
  await expect(page.getByText('没有符合条件的登录记录')).toBeVisible()
  await camera.take(page, 'log-empty', 'No log-in fits the filters')
  await goTo(page, '审计')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await camera.take(page, 'audit', 'The audit chain of this desk')
}

/** A spreadsheet of enterprises: chosen, checked, imported. */
export async function showImport({ page, camera }: Stage): Promise<void> {
  await visit(page, '/import')
  await expect(page.getByText('把表格拖到这里，或者')).toBeVisible()
  await camera.take(page, 'import', 'Importing a spreadsheet')
  const file = { name: '清册.csv', mimeType: 'text/csv', buffer: iconv.encode(SHEET, 'gbk') }
  await page.getByLabel('选择文件', { exact: true }).setInputFiles(file)
  await expect(page.getByText('GBK 文本')).toBeVisible()
  await camera.take(page, 'import-preview', 'Checked before anything is written, row by row')
  await page.getByText('跳过有错误的 1 行').click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog', { name: '确认导入' })).toBeVisible()
  await camera.take(page, 'import-confirm', 'Asked once')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('已导入', { exact: true })).toBeVisible()
  await camera.take(page, 'import-done', 'What came of it')
}

/** What everyone has: guide, settings, lock. */
export async function showRest({ page, camera }: Stage): Promise<void> {
  camera.chapter('For everyone')
  await goTo(page, '办税指引')
  await camera.take(page, 'guide', 'What was heard, why, and what to do')
  await page.getByRole('textbox', { name: '输入提示语或症状中的几个字' }).fill('龘龘')
  await camera.take(page, 'guide-none', 'No card fits')
  await goTo(page, '设置')
  await expect(page.getByRole('heading', { name: '本机数据' })).toBeVisible()
  await camera.take(page, 'settings', 'This desk')
  await page.getByRole('switch', { name: '大字显示' }).press('Enter')
  await camera.take(page, 'settings-large', 'Large type')
  await page.getByRole('switch', { name: '大字显示' }).press('Enter')
  await visit(page, '/nowhere')
  await camera.take(page, 'unknown', 'An address without a screen')
  await page.keyboard.press('Control+l')
  await expect(page.getByRole('dialog', { name: '屏幕已锁定' })).toBeVisible()
  await camera.take(page, 'locked', 'Locked')
  await page.keyboard.type('Cuowu#11')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await camera.take(page, 'locked-wrong', 'A wrong password at the lock')
  await page.keyboard.type('Shuiting#26')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}
