import { expect, type Page } from '@playwright/test'
import iconv from 'iconv-lite'
import { creditCodeChecksum } from '../../src/domain/enterprise/credit-code.ts'
import { goTo, signIn } from './support/acts.ts'
import { ask } from './support/ask.ts'
import { bothWays } from './support/scene.ts'

const codeOf = (body: string): string => body + creditCodeChecksum(body)
const CODES = [codeOf('91210102MA0ABCDE0'), codeOf('91210102MA0ABCDE2')] as const
/** As a district office sends it: a title above, GBK, and one code a digit short. */
const SHEET = `沈阳市企业清册,,
统一社会信用代码,纳税人名称,状态
${CODES[0]},沈阳样张商贸有限公司,正常
${CODES[1]},沈阳样张机电有限公司,正常
91210102MA0ABCDE1,号码短了一位,正常
`

async function previewSheet(page: Page): Promise<void> {
  await goTo(page, '设置')
  await page.getByRole('button', { name: '导入企业和办税人员' }).click()
  await page
    .getByLabel('选择文件', { exact: true })
    .setInputFiles({ name: '清册.csv', mimeType: 'text/csv', buffer: iconv.encode(SHEET, 'gbk') })
  await expect(page.getByText('GBK 文本')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: '91210102MA0ABCDE1' })).toContainText('不是统一社会信用代码')
}

bothWays(
  '[R-JRN-02] a supervisor imports a list of enterprises and reviews log-ins, for which no network is needed',
  async ({ page, online, pullNetwork, bringNetworkBack }) => {
    await signIn(page, 'supervisor1')
    await previewSheet(page)
    // One row is wrong, and nothing is imported past it unless that is asked for.
    const commit = page.getByRole('button', { name: '导入 2 行' })
    await expect(commit).toBeDisabled()
    await page.getByText('跳过有错误的 1 行').click()
    await expect(commit).toBeEnabled()
    await pullNetwork()
    if (!online) {
      await expect(commit).toBeDisabled()
      await page.getByRole('button', { name: '换一个文件' }).click()
      await expect(page.getByText('离线时不能导入')).toBeVisible()
      await goTo(page, '复核')
      await expect(page.getByText('没有等待复核的业务')).toBeVisible()
    }
    await goTo(page, '日志核查')
    await page.getByRole('button', { name: '协助纳税人登录' }).click()
    await page.getByRole('button', { name: '开始核查' }).click()
    const rows = page.getByRole('table', { name: '登录记录' }).getByRole('row')
    await expect(rows.nth(1)).toBeVisible()
    await rows.nth(1).click()
    await expect(page.getByRole('dialog', { name: '登录详情' })).toContainText('前后情况')
    await page.keyboard.press('Escape')
    const audit = await ask(page, 'audit.search', { action: 'login-log.review' })
    expect(audit.rows[0]?.detail).toMatchObject({ reason: '协助纳税人登录' })
    await bringNetworkBack()

    await previewSheet(page)
    await page.getByText('跳过有错误的 1 行').click()
    await page.keyboard.press('Control+Enter')
    const dialog = page.getByRole('dialog', { name: '确认导入' })
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('已导入', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: '查看档案' }).click()
    const box = page.getByRole('textbox', { name: '查人、查企业' })
    // What the central took in comes down to the desk with the next round.
    await expect(async () => {
      await box.fill('')
      await box.fill(CODES[0])
      await expect(page.getByRole('table', { name: '企业' })).toBeVisible({ timeout: 1000 })
    }).toPass({ timeout: 40_000 })
  },
  (changes) => {
    for (const name of ['沈阳样张商贸有限公司', '沈阳样张机电有限公司'])
      expect(changes).toContainEqual(expect.stringMatching(new RegExp(`^\\+ enterprise .*name="${name}"`)))
    expect(changes.join('\n')).not.toContain('号码短了一位')
  },
)
