import { expect, type Page } from '@playwright/test'
import { passwords } from '../../src/central/passwords.ts'
import { DEMO_PASSWORD } from '../../src/central/seed/accounts.ts'
import { goTo, signIn, signOut } from './support/acts.ts'
import { approveAsSupervisor } from './support/approvals.ts'
import { centralRow } from './support/central-rows.ts'
import { proveNumber } from './support/codes.ts'
import { chooseNewPassword } from './support/customer.ts'
import { filesThatHold, tablesThatHold } from './support/desk-inside.ts'
import { getTaxpayer, getVisitor } from './support/people.ts'
import { bothWays } from './support/scene.ts'
import { chooseAct, endVisit, receiveByCard, receiveByHand } from './support/visits.ts'

const PASSWORD = 'Xuezhihe@8842'

bothWays(
  '[R-HAL-05] resets a password that the taxpayer types on their own screen, and leaves it nowhere in clear',
  async (scene) => {
    const { desk, page, central, reader, online, pullNetwork, bringNetworkBack } = scene
    const person = getVisitor(central)
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, person)
    await pullNetwork()
    await chooseAct(page, '重置密码')
    await page.getByRole('button', { name: '请本人在客户屏设置' }).click()
    const customer = await desk.customer()
    await customer.getByLabel('新密码').fill('12345')
    await expect(customer.getByRole('listitem').filter({ hasText: '两遍输入一致' })).toContainText('还不符合')
    await expect(customer.getByRole('button', { name: '确定' })).toBeDisabled()
    await chooseNewPassword(desk, PASSWORD)
    await expect(page.getByRole('status').filter({ hasText: online ? '已生效' : '已受理' })).toBeVisible()
    await bringNetworkBack()
    await expect(page.getByRole('status').filter({ hasText: '成功修改登录密码' })).toBeVisible()
    await endVisit(page)
    const { password_hash } = centralRow<{ password_hash: string }>(
      central,
      'select password_hash from person_secret where person_id = ?',
      person.id,
    )
    expect(await passwords.fits(password_hash, PASSWORD)).toBe(true)
    expect(await page.content()).not.toContain(PASSWORD)
    expect(desk.log()).not.toContain(PASSWORD)
    await desk.end()
    expect(filesThatHold(desk.folder, PASSWORD)).toEqual([])
    expect(await tablesThatHold(desk.folder, PASSWORD)).toEqual([])
    expect(filesThatHold(central.folder, PASSWORD)).toEqual([])
    // The search can find: a control that must be there in clear once the database is open.
    expect(await tablesThatHold(desk.folder, person.document_number)).toContain('person')
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^[+~] person_secret .*password_hash="<hash>".*/))
    expect(changes).toContainEqual(
      expect.stringMatching(/^\+ command_result .*name="credential.reset" state="effective"/),
    )
  },
)

/** Asks for the initial password, with the keyboard at the end. */
async function restoreInitial(page: Page, outcome: string): Promise<void> {
  await chooseAct(page, '重置密码')
  await page.getByRole('radio', { name: /初始密码/ }).check({ force: true })
  await page.getByRole('button', { name: '恢复初始密码' }).click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: outcome })).toBeVisible()
}

bothWays(
  '[OP-06] restores the initial password only after a supervisor agreed, who refuses it first',
  async ({ page, central, online, pullNetwork, bringNetworkBack }) => {
    const person = getTaxpayer(central, 1)
    const outcome = online ? '待复核' : '已受理'
    await signIn(page, 'clerk1')
    await receiveByHand(page, person)
    await pullNetwork()
    await restoreInitial(page, outcome)
    await bringNetworkBack()
    await endVisit(page)
    await signOut(page)
    await signIn(page, 'supervisor1')
    await goTo(page, '复核')
    await page.getByRole('row').filter({ hasText: '重置密码' }).click()
    await expect(page.getByText('恢复初始密码').first()).toBeVisible()
    await page.getByLabel('您的登录密码').fill('Cuowu#11')
    await page.getByRole('button', { name: '同意', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('密码有误')
    await page.getByLabel('复核意见').fill('办理人在场，请本人在客户屏设置')
    await page.getByLabel('您的登录密码').fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: '不同意', exact: true }).click()
    await expect(page.getByText('已不同意：重置密码，退回经办人')).toBeVisible()
    await signOut(page)

    await signIn(page, 'clerk1')
    await expect(page.getByRole('link', { name: /已退回 1 项/ })).toBeVisible()
    await goTo(page, '待同步')
    await page.getByRole('table', { name: '待同步' }).getByRole('row').filter({ hasText: '已退回' }).click()
    await expect(page.getByRole('alert')).toContainText('依据 OP-06')
    await page.getByRole('button', { name: '已处理，移出待办' }).click()
    await expect(page.getByRole('link', { name: /已退回 0 项/ })).toBeVisible()
    await receiveByHand(page, person)
    await pullNetwork()
    await restoreInitial(page, outcome)
    await bringNetworkBack()
    await endVisit(page)
    await approveAsSupervisor(page, ['重置密码'])
    await expect(page.getByText('没有等待复核的业务')).toBeVisible()
  },
  (changes) => {
    for (const state of ['returned', 'effective'])
      expect(changes).toContainEqual(
        expect.stringMatching(new RegExp(`^\\+ command_result .*name="credential.reset" state="${state}"`)),
      )
    expect(changes).toContainEqual(
      expect.stringMatching(/^~ person .*credential_state="K3".*credential_void_at="<instant>"/),
    )
    // What the person had chosen before opens the account no more.
    expect(changes).toContainEqual(expect.stringMatching(/^[-~] person_secret /))
  },
)

bothWays(
  '[OP-06] asks a document seen by eye for one proof more, such as a code to the default number',
  async ({ desk, page, central, online, pullNetwork, bringNetworkBack }) => {
    const person = getVisitor(central, 2)
    await signIn(page, 'clerk1')
    await receiveByHand(page, person)
    await chooseAct(page, '重置密码')
    await page.getByRole('radio', { name: '默认号码收验证码' }).check({ force: true })
    await proveNumber(page, central, person.number)
    await pullNetwork()
    await page.getByRole('button', { name: '请本人在客户屏设置' }).click()
    await chooseNewPassword(desk, PASSWORD)
    await expect(page.getByRole('status').filter({ hasText: online ? '已生效' : '已受理' })).toBeVisible()
    await bringNetworkBack()
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(
      expect.stringMatching(/^\+ command_result .*name="credential.reset" state="effective"/),
    )
  },
)
