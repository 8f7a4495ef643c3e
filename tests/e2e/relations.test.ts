import { expect } from '@playwright/test'
import { maskEnterpriseName, maskName } from '../../src/domain/kernel/mask.ts'
import { signIn, signOut } from './support/acts.ts'
import { approveAsSupervisor } from './support/approvals.ts'
import { countHistory, getCoreStaff, getManager, getStaff, getStranger, getUnbound } from './support/people.ts'
import { choosePicture, drawPicture } from './support/pictures.ts'
import { actOn, addStaff, applyTo, bindEnterprise, showTab } from './support/relations.ts'
import { bothWays } from './support/scene.ts'
import { actAs, chooseAct, endVisit, receiveByCard } from './support/visits.ts'

bothWays(
  '[R-REL-04] an enterprise adds a member of staff, who comes next and accepts',
  async ({ page, central, reader, online, pullNetwork, bringNetworkBack }) => {
    const manager = getManager(central, 0)
    const newcomer = getStranger(central, manager.enterprise_id)
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, manager)
    await pullNetwork()
    await actAs(page, '法定代表人')
    await chooseAct(page, '添加办税人')
    await addStaff(page, newcomer, online ? '已生效' : '已受理')
    await endVisit(page)

    await receiveByCard(page, reader, newcomer)
    await chooseAct(page, '接受或拒绝授权')
    await page.getByRole('tab', { name: '待确认授权' }).click()
    await page.getByRole('button', { name: /^确认：/ }).click()
    const dialog = page.getByRole('dialog', { name: '确认' })
    await choosePicture(dialog.getByLabel('现场照片的照片文件'), await drawPicture(page, 'scene', newcomer))
    await expect(dialog.getByRole('img', { name: '现场照片' })).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(dialog).toBeHidden()
    await bringNetworkBack()
    await expect(page.getByRole('status').filter({ hasText: '已生效' })).toBeVisible()
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^\+ relation .*identity_type="staff-full".*state="R4"/))
  },
)

bothWays(
  '[R-STF-06] freezes one of the staff and deletes another, each after a supervisor agreed, and unfreezes the first',
  async ({ page, central, reader, pullNetwork, bringNetworkBack }) => {
    const manager = getManager(central, 2)
    const staff = [0, 1].map((place) => maskName(getStaff(central, manager.enterprise_id, place).name))
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, manager)
    await actAs(page, '法定代表人')
    await pullNetwork()
    await chooseAct(page, '冻结、解冻')
    for (const [place, act] of ['冻结', '删除'].entries()) {
      const whose = staff[place] ?? ''
      await page
        .getByRole('button', { name: `${act}：${whose}` })
        .first()
        .click()
      const dialog = page.getByRole('dialog', { name: act })
      await expect(dialog).toContainText('需值班长复核同意后才生效')
      await page.keyboard.press('Control+Enter')
      await expect(dialog).toBeHidden()
    }
    await bringNetworkBack()
    await endVisit(page)
    await approveAsSupervisor(page, ['冻结办税人', '删除关联关系'])
    await signOut(page)
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, manager)
    await actAs(page, '法定代表人')
    await chooseAct(page, '冻结、解冻')
    await pullNetwork()
    await expect(page.getByText('已冻结').first()).toBeVisible()
    await actOn(page, '解冻', staff[0] ?? '')
    await bringNetworkBack()
    await endVisit(page)
  },
  (changes) => {
    // Frozen and free again: what is left of it are the three acts.
    for (const act of ['freeze', 'unfreeze', 'delete'])
      expect(changes).toContainEqual(
        expect.stringMatching(new RegExp(`^\\+ command_result .*name="relation.${act}" state="effective"`)),
      )
    expect(changes).toContainEqual(expect.stringMatching(/^~ relation .*state="R6".*ended_by="enterprise"/))
  },
)

bothWays(
  '[R-REL-12] manages, withdraws, applies, confirms, refuses, unbinds, binds and clears, the network gone twice',
  async ({ page, central, reader, online, pullNetwork, bringNetworkBack }) => {
    const manager = getManager(central, 2)
    const { enterprise_id: enterpriseId, credit_code: creditCode } = manager
    const [added, refusing, applicant, rejected] = [0, 1, 2, 3].map((place) =>
      getStranger(central, enterpriseId, place),
    )
    const [unbound, leaving] = [getUnbound(central), getCoreStaff(central)]
    const before = countHistory(central, enterpriseId)
    const firm = maskEnterpriseName(manager.enterprise_name)
    if (!added || !refusing || !applicant || !rejected) throw new Error('too few people in the demo')
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, manager)
    await actAs(page, '法定代表人')
    await pullNetwork()
    await chooseAct(page, '管理办税人')
    await page
      .getByRole('button', { name: `管理：${maskName(getStaff(central, enterpriseId, 0).name)}` })
      .first()
      .click()
    const form = page.getByRole('dialog', { name: /^管理办税人员/ })
    await form.getByRole('button', { name: '三年' }).click()
    await page.keyboard.press('Control+Enter')
    await expect(form).toBeHidden()
    for (const person of [added, refusing]) {
      await chooseAct(page, '添加办税人')
      await addStaff(page, person, online ? '已生效' : '已受理')
    }
    await chooseAct(page, '管理办税人')
    await showTab(page, '待确认办税人员')
    await actOn(page, '撤回', maskName(added.name))
    await endVisit(page)

    await receiveByCard(page, reader, refusing)
    await chooseAct(page, '接受或拒绝授权')
    await showTab(page, '待确认授权')
    await actOn(page, '拒绝', firm)
    await endVisit(page)
    for (const person of [applicant, rejected]) {
      await receiveByCard(page, reader, person)
      await chooseAct(page, '申请企业授权')
      await applyTo(page, person, creditCode, online ? /已生效/ : /已受理/)
      await endVisit(page)
    }
    await receiveByCard(page, reader, unbound)
    await chooseAct(page, '绑定企业')
    await bindEnterprise(page, unbound.credit_code, '财务负责人')
    await bringNetworkBack()
    await endVisit(page)

    await receiveByCard(page, reader, manager)
    await actAs(page, '法定代表人')
    await pullNetwork()
    await chooseAct(page, '确认办税人')
    await showTab(page, '待确认办税人员')
    await actOn(page, '确认', maskName(applicant.name))
    await actOn(page, '拒绝', maskName(rejected.name))
    await showTab(page, '历史管理信息')
    await page.getByRole('button', { name: '清除记录' }).click()
    const ask = page.getByRole('dialog', { name: '清除记录' })
    await expect(ask).toContainText(`清除这里的 ${String(before + 3)} 条历史记录`)
    await expect(ask.getByRole('button', { name: /^清除记录/ })).toBeEnabled()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('没有历史管理信息')).toBeVisible()
    await endVisit(page)
    await receiveByCard(page, reader, leaving)
    await chooseAct(page, '解绑企业')
    await actOn(page, '解绑', maskEnterpriseName(leaving.enterprise_name))
    await bringNetworkBack()
    await endVisit(page)
  },
  (changes) => {
    for (const [act, state] of [
      ['manage', /^~ relation .*valid_until=/],
      ['withdraw', /^\+ relation .*state="R7" initiator="enterprise".*ended_by="enterprise"/],
      ['refuse', /^\+ relation .*state="R8" initiator="enterprise".*ended_by="person"/],
      ['reject', /^\+ relation .*state="R8" initiator="person".*ended_by="enterprise"/],
      ['unbind', /^~ relation .*state="R9".*ended_by="person"/],
      ['confirm', /^\+ relation .*state="R4" initiator="person"/],
      ['bind', /^~ relation .*state="R4"/],
      ['clear-history', /^[+~] relation .*hidden_for_enterprise=1/],
    ] as const) {
      expect(changes, act).toContainEqual(expect.stringMatching(state))
      const done = new RegExp(`^\\+ command_result .*name="relation.${act}" state="effective"`)
      expect(changes).toContainEqual(expect.stringMatching(done))
    }
  },
)
