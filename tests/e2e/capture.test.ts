import { expect } from '@playwright/test'
import { goTo, signIn } from './support/acts.ts'
import {
  beginWithCard,
  beginWithOther,
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
import { enterCode, proveHeld } from './support/codes.ts'
import { getUnphotographed } from './support/people.ts'
import { setStandIn, watchInbox } from './support/stand-ins.ts'
import { bothWays } from './support/scene.ts'
import { chooseAct, endVisit, receiveByCard } from './support/visits.ts'

/** 样张: no division has the code 219901, so the number is nobody's. */
const NEWCOMER = { name: '样张', document_number: '219901199003070025', sex: 'female', birth: '1990-03-07' }
const NUMBER = '13804040002'

bothWays(
  '[R-CAP-03] captures a newcomer with their card: pictures, check, papers, number and face',
  async (scene) => {
    const { page, central, reader, online, pullNetwork, bringNetworkBack } = scene
    await signIn(page, 'clerk1')
    await reader.lay(NEWCOMER)
    await page.keyboard.press('F8')
    await expect(page.getByText('本机没有此人的档案，只能办理实名采集')).toBeVisible()
    await chooseAct(page, '实名采集')
    await beginWithCard(page)
    await captureFront(page, NEWCOMER)
    await captureBack(page, NEWCOMER)
    await reader.lift()
    await reader.lay(NEWCOMER)
    await page.keyboard.press('F8')
    await expect(page.getByRole('textbox', { name: '证件号码' })).toHaveValue(NEWCOMER.document_number)
    await nextStep(page, '告知同意')
    await pullNetwork()
    await capturePaper(scene, CONSENT, '信息补充')
    await capturePhone(scene, NUMBER, online)
    await capturePaper(scene, FACE_AGREEMENT, '现场照片')
    await captureScene(page, NEWCOMER)
    await page.keyboard.press('Control+Enter')
    await expect(caseEnd(page, online ? '采集成功' : '已受理')).toBeVisible()
    await bringNetworkBack()
    if (!online) await proveHeld(page, central, '实名采集', [NUMBER])
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^\+ person .*name="样张".*account_state="A1".*level=4/))
    expect(changes).toContainEqual(expect.stringContaining(`number="${NUMBER}" state="bound" is_default=1`))
    expect(changes).toContainEqual(expect.stringMatching(/^\+ capture_case .*state="accepted"/))
  },
)

const GUEST = { name: '陈𠮷明', document_number: 'H60123457', sex: 'male', birth: '1985-06-15' }
const GUEST_NUMBER = '13804040003'

bothWays(
  '[R-CAP-09] returns a capture whose name does not fit, and opens it again as it was typed',
  async (scene) => {
    const { page, central, online, pullNetwork, bringNetworkBack } = scene
    await setStandIn(central, 'identity-check', 'mismatched')
    await signIn(page, 'clerk1')
    await goTo(page, '实名采集')
    await beginWithOther(page)
    const lines = { 证件号码: ' Ｈ６０１２３４５７ ', 姓名: '陈𠮷朋', 出生日期: GUEST.birth, 居住地: '香港' }
    await typeInformation(page, { ...lines, 有效期起: '2020-01-01', 有效期止: '2030-01-01' }, ['男', '自定义'])
    await nextStep(page, '告知同意')
    await pullNetwork()
    await capturePaper(scene, CONSENT, '信息补充')
    await capturePhone(scene, GUEST_NUMBER, online)
    await capturePaper(scene, FACE_AGREEMENT, '现场照片')
    await captureScene(page, GUEST)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('status').filter({ hasText: /已受理|身份验证失败/ })).toBeVisible()
    await bringNetworkBack()
    if (!online) await proveHeld(page, central, '实名采集', [GUEST_NUMBER])

    await expect(page.getByRole('link', { name: /已退回 1 项/ })).toBeVisible()
    await setStandIn(central, 'identity-check', 'matched')
    await goTo(page, '待同步')
    await page.getByRole('table', { name: '待同步' }).getByRole('row').filter({ hasText: '已退回' }).click()
    const refusal = page.getByRole('alert')
    await expect(refusal).toContainText('身份验证失败')
    await expect(refusal).toContainText('依据 R-CAP-09')
    await page.getByRole('button', { name: '按原样重新填写' }).click()
    const steps = page.getByRole('list', { name: '采集步骤' })
    await steps.getByRole('button', { name: '信息核实' }).click()
    await expect(page.getByRole('textbox', { name: '姓名' })).toHaveValue('陈𠮷朋')
    await expect(page.getByRole('textbox', { name: '证件号码' })).toHaveValue(' Ｈ６０１２３４５７ ')
    await typeInformation(page, { 姓名: GUEST.name })
    for (const step of ['告知同意', '信息补充', '人脸协议', '现场照片', '提交']) await nextStep(page, step)
    const next = await watchInbox(central, GUEST_NUMBER)
    await page.keyboard.press('Control+Enter')
    // The code of a held act proves that act alone; one that was given at the counter belongs to the whole visit.
    if (!online) await enterCode(page.getByRole('main'), await next())
    await expect(caseEnd(page, '采集成功')).toBeVisible({ timeout: 20_000 })
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^\+ person .*name="陈𠮷明".*document_number="H60123457"/))
    expect(changes).toContainEqual(expect.stringMatching(/^\+ command_result .*name="capture.submit" state="returned"/))
    expect(changes).toContainEqual(
      expect.stringMatching(/^\+ command_result .*name="capture.submit" state="effective"/),
    )
  },
)

bothWays(
  '[R-SUP-03] supplements a record that lacks the photograph, and finds it complete afterwards',
  async (scene) => {
    const { page, central, reader, online, pullNetwork, bringNetworkBack } = scene
    const person = getUnphotographed(central)
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, person)
    await chooseAct(page, '实名采集')
    await pullNetwork()
    await expect(page.getByRole('button', { name: '身份证采集' })).toBeVisible()
    await page.keyboard.press('Alt+3')
    await expect(page.getByRole('heading', { name: /信息补采/ })).toBeVisible()
    await capturePaper(scene, FACE_AGREEMENT, '现场照片')
    await captureScene(page, person)
    await page.keyboard.press('Control+Enter')
    await expect(caseEnd(page, online ? '实名信息补采保存成功' : '已受理')).toBeVisible()
    await bringNetworkBack()
    await goTo(page, '实名采集')
    await page.keyboard.press('Alt+3')
    await expect(page.getByRole('alert')).toContainText('该证件已实名采集')
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^~ person .*has_scene_photo=1/))
    expect(changes).toContainEqual(
      expect.stringMatching(/^\+ command_result .*name="capture.submit" state="effective"/),
    )
  },
)
