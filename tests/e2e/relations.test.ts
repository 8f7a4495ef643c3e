import { expect } from '@playwright/test'
import { maskName } from '../../src/domain/kernel/mask.ts'
import { signIn } from './support/acts.ts'
import { approveAsSupervisor } from './support/approvals.ts'
import { getManager, getStaff, getStranger } from './support/people.ts'
import { choosePicture, drawPicture } from './support/pictures.ts'
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
    await page.getByRole('textbox', { name: '证件号码' }).fill(newcomer.document_number)
    await page.getByRole('textbox', { name: '姓名' }).fill(newcomer.name)
    await expect(page.getByText('姓名与实名信息一致')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('核对无误后确定')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    const outcome = page.getByRole('status').filter({ hasText: online ? '已生效' : '已受理' })
    await expect(outcome).toBeVisible()
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
  '[R-REL-08] freezes one of the staff and deletes another, each after a supervisor agreed',
  async ({ page, central, reader, pullNetwork, bringNetworkBack }) => {
    const manager = getManager(central, 2)
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, manager)
    await actAs(page, '法定代表人')
    await pullNetwork()
    await chooseAct(page, '冻结、解冻')
    for (const [place, act] of ['冻结', '删除'].entries()) {
      const whose = maskName(getStaff(central, manager.enterprise_id, place).name)
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
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^~ relation .*state="R5".*disabled_reason="freeze"/))
    expect(changes).toContainEqual(expect.stringMatching(/^~ relation .*state="R6".*ended_by="enterprise"/))
  },
)
