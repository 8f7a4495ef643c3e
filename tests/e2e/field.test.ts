import { expect } from '@playwright/test'
import { maskEnterpriseName, maskName } from '../../src/domain/kernel/mask.ts'
import { goTo, signIn, signOut } from './support/acts.ts'
import {
  beginWithCard,
  captureBack,
  captureFront,
  capturePaper,
  capturePhone,
  captureScene,
  caseEnd,
  CONSENT,
  FACE_AGREEMENT,
  nextStep,
  typeInformation,
} from './support/capture.ts'
import { proveHeld, proveNumber } from './support/codes.ts'
import { getManager, getStaff, getStranger, getVisitor } from './support/people.ts'
import { actOn, addStaff, photograph, showTab } from './support/relations.ts'
import { bothWays } from './support/scene.ts'
import { actAs, chooseAct, endVisit, receiveByHand } from './support/visits.ts'

/** A vendor at a market, whose card lies in no reader. */
const VENDOR = { name: '䶮小满', document_number: '219901198805120018', sex: 'male', birth: '1988-05-12' }
const NUMBER = '13804040005'
const MEMBER_NUMBER = '13904040061'

bothWays(
  '[OP-24] a field officer captures at a market, closes the laptop half-way, and goes on the next day',
  async (scene) => {
    const { desk, central, online, pullNetwork, bringNetworkBack } = scene
    await signIn(scene.page, 'officer1')
    await pullNetwork()
    await goTo(scene.page, '实名采集')
    await beginWithCard(scene.page)
    await captureFront(scene.page, VENDOR)
    await captureBack(scene.page, VENDOR)
    const lines = { 姓名: VENDOR.name, 证件号码: VENDOR.document_number, 民族: '汉', 居住地: '辽宁省样张市集市街2号' }
    const validity = { 签发机关: '样张市公安局', 有效期起: '2016-01-01', 有效期止: '2036-01-01' }
    await typeInformation(scene.page, { ...lines, ...validity }, ['自定义'])
    await nextStep(scene.page, '告知同意')
    await desk.kill()
    await desk.restart()

    const { page } = scene
    await signIn(page, 'officer1')
    await goTo(page, '实名采集')
    await page.getByRole('row').filter({ hasText: '草稿' }).click()
    await expect(page.getByRole('heading', { name: '新采集 · 身份证' })).toBeVisible()
    await capturePaper({ desk, page }, CONSENT, '信息补充')
    await capturePhone({ page, central }, NUMBER, online)
    await capturePaper({ desk, page }, FACE_AGREEMENT, '现场照片')
    await captureScene(page, VENDOR)
    await page.keyboard.press('Control+Enter')
    await expect(caseEnd(page, online ? '采集成功' : '已受理')).toBeVisible()
    if (!online) {
      await signOut(page)
      await desk.end()
      await desk.restart()
      await signIn(scene.page, 'officer1')
    }
    await bringNetworkBack()
    // Without a network the sign-in was the desk's own; what needs the central needs one that it has seen.
    if (!online) {
      await signOut(scene.page)
      await signIn(scene.page, 'officer1')
      await proveHeld(scene.page, central, '实名采集', [NUMBER])
    }
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^\+ person .*name="䶮小满"/))
    expect(changes).toContainEqual(expect.stringContaining(`number="${NUMBER}" state="bound" is_default=1`))
  },
)

bothWays(
  '[R-PM-16] a field officer works a day at enterprises, with relations and numbers, and sends all of it at night',
  async (scene) => {
    const { page, central, online, pullNetwork, bringNetworkBack } = scene
    const manager = getManager(central, 2)
    const [newcomer, member] = [getStranger(central, manager.enterprise_id), getVisitor(central, 6)]
    const outcome = online ? '已生效' : '已受理'
    await signIn(page, 'officer1')
    await pullNetwork()
    await receiveByHand(page, manager)
    await actAs(page, '法定代表人')
    await chooseAct(page, '管理办税人')
    await page
      .getByRole('button', { name: `管理：${maskName(getStaff(central, manager.enterprise_id, 1).name)}` })
      .first()
      .click()
    const form = page.getByRole('dialog', { name: /^管理办税人员/ })
    await form.getByRole('button', { name: '半年' }).click()
    await page.keyboard.press('Control+Enter')
    await expect(form).toBeHidden()
    await chooseAct(page, '添加办税人')
    await addStaff(page, newcomer, outcome)
    await endVisit(page)

    // Accepting takes the face there and then, which a laptop in a market can't have compared (R-REL-11).
    await receiveByHand(page, newcomer)
    await chooseAct(page, '接受或拒绝授权')
    await showTab(page, '待确认授权')
    await page.getByRole('button', { name: /^确认：/ }).click()
    await photograph(page, newcomer)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('alert')).toContainText('外勤离线不能办理')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await actOn(page, '拒绝', maskEnterpriseName(manager.enterprise_name))
    // What is over is filed at once; clearing it is for the counter (R-HIS-03).
    await showTab(page, '历史管理信息')
    await expect(page.getByRole('button', { name: '清除记录' })).toHaveAttribute('aria-disabled', 'true')
    await endVisit(page)

    await receiveByHand(page, member)
    await chooseAct(page, '手机号码管理')
    await page.getByRole('button', { name: '添加手机号' }).click()
    const dialog = page.getByRole('dialog', { name: '添加手机号' })
    await dialog.getByRole('textbox', { name: '新手机号码' }).fill(MEMBER_NUMBER)
    if (online) {
      await proveNumber(dialog, central, member.number)
      await proveNumber(dialog, central, MEMBER_NUMBER)
    }
    await page.keyboard.press('Control+Enter')
    await expect(dialog.getByRole('status').last()).toContainText(outcome)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await bringNetworkBack()
    if (!online) {
      // What needs the central needs a sign-in that it has seen.
      await signOut(page)
      await signIn(page, 'officer1')
      await proveHeld(page, central, '添加手机号码', [MEMBER_NUMBER, member.number])
    }
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringContaining(`number="${MEMBER_NUMBER}" state="bound" is_default=0`))
    expect(changes).toContainEqual(expect.stringMatching(/^~ relation .*valid_until=/))
    expect(changes).toContainEqual(expect.stringMatching(/^\+ relation .*state="R8".*ended_by="person"/))
  },
)
