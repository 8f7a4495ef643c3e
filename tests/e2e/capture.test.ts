import { expect } from '@playwright/test'
import { signIn } from './support/acts.ts'
import {
  beginWithCard,
  captureBack,
  captureFront,
  capturePaper,
  capturePhone,
  captureScene,
  CONSENT,
  FACE_AGREEMENT,
  nextStep,
} from './support/capture.ts'
import { proveHeld } from './support/codes.ts'
import { bothWays } from './support/scene.ts'
import { chooseAct, endVisit } from './support/visits.ts'

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
    await expect(page.getByRole('status').filter({ hasText: online ? '采集成功' : '已受理' })).toBeVisible()
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
