import { expect } from '@playwright/test'
import { goTo, signIn, signOut } from './support/acts.ts'
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
  typeInformation,
} from './support/capture.ts'
import { proveHeld } from './support/codes.ts'
import { bothWays } from './support/scene.ts'

/** A vendor at a market, whose card lies in no reader. */
const VENDOR = { name: '䶮小满', document_number: '219901198805120018', sex: 'male', birth: '1988-05-12' }
const NUMBER = '13804040005'

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
    await expect(page.getByRole('status').filter({ hasText: online ? '采集成功' : '已受理' })).toBeVisible()
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
