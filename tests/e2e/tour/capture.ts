import { expect } from '@playwright/test'
import { goTo, untilSent } from '../support/acts.ts'
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
} from '../support/capture.ts'
import { readAndSign } from '../support/customer.ts'
import { choosePicture, drawPicture } from '../support/pictures.ts'
import { getVisitor } from '../support/people.ts'
import { setStandIn } from '../support/stand-ins.ts'
import { endVisit, receiveByHand } from '../support/visits.ts'
import { visit, type Stage } from './stage.ts'

/** 样张: no division has the code 219901, so the number is nobody's. */
const NEWCOMER = { name: '样张', document_number: '219901199003070025', sex: 'female', birth: '1990-03-07' }
const GUEST = { name: '样张三', document_number: 'H60123457', sex: 'male', birth: '1985-06-15' }
const VENDOR = { name: '样张二', document_number: '219901199511200033', sex: 'male', birth: '1995-11-20' }

/** A newcomer is captured, step by step. */
export async function showCapture(stage: Stage): Promise<void> {
  const { page, camera, desk, reader, central } = stage
  camera.chapter('Clerk: real-name capture')
  await goTo(page, '实名采集')
  await camera.take(page, 'capture-list', 'The work list')
  await beginWithCard(page)
  await camera.take(page, 'capture-front-empty', 'The front of the card, to be taken')
  await choosePicture(page.getByLabel('身份证正面的照片文件'), Buffer.from('%PDF-1.7'))
  await expect(page.getByRole('alert')).toBeVisible()
  await camera.take(page, 'capture-pdf', 'A PDF named .jpg is found out')
  await choosePicture(page.getByLabel('身份证正面的照片文件'), await drawPicture(page, 'card-front', NEWCOMER))
  await expect(page.getByRole('application')).toBeVisible()
  await camera.take(page, 'capture-portrait', 'Cutting the portrait')
  await page.getByRole('button', { name: '更换照片' }).click()
  await captureFront(page, NEWCOMER)
  await choosePicture(page.getByLabel('身份证背面的照片文件'), await drawPicture(page, 'card-back', NEWCOMER))
  await camera.take(page, 'capture-back', 'The back of the card')
  await captureBack(page, NEWCOMER)
  await reader.lay(NEWCOMER)
  await page.keyboard.press('F8')
  await expect(page.getByRole('textbox', { name: '证件号码' })).toHaveValue(NEWCOMER.document_number)
  await reader.lift()
  await camera.take(page, 'capture-information', 'What the chip says beside what is typed', { readme: 'capture' })
  await page.getByRole('textbox', { name: '证件号码' }).fill('219901199003070026')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await camera.take(page, 'capture-wrong', 'A wrong checksum, with its rule')
  await page.getByRole('textbox', { name: '证件号码' }).fill(NEWCOMER.document_number)
  await nextStep(page, '告知同意')
  await page.getByRole('button', { name: '请办理人在客户屏阅读并签名' }).click()
  const customer = await desk.customer()
  await expect(customer.getByRole('heading', { name: CONSENT })).toBeVisible()
  await camera.take(customer, 'customer-consent', 'The customer screen: a paper to read and sign', { asItIs: true })
  await readAndSign(desk, CONSENT)
  await expect(page.getByText('已签名')).toBeVisible()
  await camera.take(page, 'capture-consent', 'The consent, signed')
  await nextStep(page, '信息补充')
  await page.getByRole('textbox', { name: '手机号码' }).fill('13804040093')
  await camera.take(page, 'capture-phone', 'The number and its code')
  await capturePhone(stage, '13804040093', true)
  await camera.take(page, 'capture-face-agreement', 'The agreement to compare the face, apart from the consent')
  await capturePaper(stage, FACE_AGREEMENT, '现场照片')
  await choosePicture(page.getByLabel('现场照片的照片文件'), await drawPicture(page, 'scene', NEWCOMER))
  await expect(page.getByRole('img', { name: '现场照片' })).toBeVisible()
  await camera.take(page, 'capture-scene', 'The visitor at the counter')
  await nextStep(page, '提交')
  await camera.take(page, 'capture-summary', 'All of it in sight before it is recorded')
  await page.keyboard.press('Control+Enter')
  await expect(caseEnd(page, '采集成功')).toBeVisible({ timeout: 20_000 })
  await camera.take(page, 'capture-done', 'Captured')
  await endVisit(page)
  expect(central.running).toBe(true)
}

/** A capture whose name does not fit comes back as work, and opens again as it was typed. */
export async function showReturned(stage: Stage): Promise<void> {
  const { page, camera, central } = stage
  camera.chapter('Clerk: work that comes back')
  await setStandIn(central, 'identity-check', 'mismatched')
  await goTo(page, '实名采集')
  await beginWithOther(page)
  const lines = { 证件号码: GUEST.document_number, 姓名: GUEST.name, 出生日期: GUEST.birth, 居住地: '香港' }
  await typeInformation(page, { ...lines, 有效期起: '2020-01-01', 有效期止: '2030-01-01' }, ['男', '自定义'])
  await camera.take(page, 'other-information', 'Another document, typed by hand')
  await nextStep(page, '告知同意')
  await capturePaper(stage, CONSENT, '信息补充')
  await capturePhone(stage, '13804040095', true)
  await capturePaper(stage, FACE_AGREEMENT, '现场照片')
  await captureScene(page, GUEST)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toContainText('身份验证失败', { timeout: 20_000 })
  await camera.take(page, 'capture-returned', 'Returned, with the reason')
  await setStandIn(central, 'identity-check', 'matched')
  await goTo(page, '柜台')
  await expect(page.getByRole('link', { name: /已退回 1 项/ })).toBeVisible()
  await camera.take(page, 'counter-returned', 'The counter with work that came back')
  await goTo(page, '待同步')
  await page.getByRole('table', { name: '待同步' }).getByRole('row').filter({ hasText: '已退回' }).click()
  await expect(page.getByRole('alert')).toContainText('身份验证失败')
  await camera.take(page, 'outbox-returned', 'Why it came back, and what to do')
  await page.getByRole('button', { name: '按原样重新填写' }).click()
  await expect(page.getByRole('list', { name: '采集步骤' })).toBeVisible()
  await camera.take(page, 'capture-reopened', 'Open again, as it was typed')
  await endVisit(page)
}

/** A field officer without a network: a draft, and a capture that waits. */
export async function showField(stage: Stage): Promise<void> {
  const { page, camera, central } = stage
  camera.chapter('Field officer')
  await central.stop()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('离线', { timeout: 20_000 })
  await goTo(page, '柜台')
  await camera.take(page, 'field-counter', 'The counter of a laptop without a network')
  await goTo(page, '实名采集')
  await beginWithCard(page)
  await captureFront(page, VENDOR)
  await captureBack(page, VENDOR)
  await page.getByRole('textbox', { name: '姓名' }).fill(VENDOR.name)
  await page.getByRole('textbox', { name: '证件号码' }).fill(VENDOR.document_number)
  for (const [field, text] of [
    ['民族', '汉'],
    ['居住地', '辽宁省样张市集市街2号'],
    ['有效期起', '2016-01-01'],
    ['有效期止', '2036-01-01'],
  ] as const)
    await page.getByRole('textbox', { name: field }).fill(text)
  await page.getByRole('radio', { name: '自定义' }).check({ force: true })
  await nextStep(page, '告知同意')
  await goTo(page, '实名采集')
  await expect(page.getByRole('row').filter({ hasText: '草稿' })).toBeVisible()
  await camera.take(page, 'field-draft', 'The draft, kept at every step')
  await page.getByRole('row').filter({ hasText: '草稿' }).click()
  await capturePaper(stage, CONSENT, '信息补充')
  await capturePhone(stage, '13804040094', false)
  await capturePaper(stage, FACE_AGREEMENT, '现场照片')
  await captureScene(page, VENDOR)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: '已受理' })).toBeVisible()
  await camera.take(page, 'field-recorded', 'Recorded in the field, not yet captured')
  await endVisit(page)
  const member = getVisitor(central, 6)
  await receiveByHand(page, member)
  await visit(page, `/relations?view=person&person=${member.id}`)
  await expect(page.getByRole('tab').first()).toBeVisible()
  await camera.take(page, 'field-relations', "A visitor's enterprises, from the copy on the laptop")
  await endVisit(page)
  await goTo(page, '待同步')
  await camera.take(page, 'field-outbox', 'What waits for the network')
  await central.start()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('在线', { timeout: 30_000 })
  await untilSent(page)
  await camera.take(page, 'field-synced', 'Sent in order, as soon as the network is back')
}
