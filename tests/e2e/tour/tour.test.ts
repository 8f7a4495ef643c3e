import { expect, test, type Page } from '@playwright/test'
import { goTo, signIn, signOut, untilSent } from '../support/acts.ts'
import { ask } from '../support/ask.ts'
import * as capture from '../support/capture.ts'
import type { Desk } from '../support/desk.ts'
import { openHall, type Hall } from '../support/hall.ts'
import { getManager, getVisitor } from '../support/people.ts'
import { startReader, type Reader } from '../support/reader.ts'
import { actAs, chooseAct, endVisit, receiveByCard } from '../support/visits.ts'
import { Album } from './album.ts'

/** 样张: the number's division is not assigned, so it is nobody's. */
const NEWCOMER = { name: '样张', document_number: '219901198805120026', sex: 'female', birth: '1988-05-12' }

interface Tour {
  readonly hall: Hall
  readonly desk: Desk
  readonly page: Page
  readonly reader: Reader
  readonly album: Album
}

async function clerkReceives({ hall, page, reader, album }: Tour): Promise<void> {
  album.chapter('窗口人员：接待与档案')
  await album.take(page, '登录', '01-sign-in')
  await signIn(page, 'clerk1')
  await album.take(page, '柜台，没有接待', '02-counter-empty')
  const manager = getManager(hall.central, 2)
  await receiveByCard(page, reader, manager)
  await actAs(page, '法定代表人')
  await album.take(page, '柜台，正在接待', '03-counter-visit', 'counter')
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: '查人、查企业' })
  await expect(box).toBeFocused()
  await page.keyboard.type(manager.document_number)
  await expect(page.getByRole('option').first()).toContainText(manager.document_number.slice(-4))
  await album.take(page, '随处查找', '04-omnibox')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '自然人档案' })).toBeVisible()
  await album.take(page, '自然人档案', '05-person')
  await chooseAct(page, '添加办税人')
  await album.take(page, '添加办税人', '06-relation-add')
  await goTo(page, '人企关联')
  await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible()
  await album.take(page, '人企关联', '07-relations', 'relations')
  await page.goto(`${page.url().split('#')[0] ?? ''}#/enterprises/${manager.enterprise_id}`)
  await expect(page.getByText('主管税务机关').first()).toBeVisible()
  await album.take(page, '企业档案', '08-enterprise')
  await goTo(page, '密码与手机')
  await album.take(page, '密码与手机', '09-credentials')
  await endVisit(page)
}

async function clerkCaptures({ desk, page, reader, album }: Tour): Promise<void> {
  album.chapter('窗口人员：实名采集，中途断网')
  await reader.lay(NEWCOMER)
  await page.keyboard.press('F8')
  await chooseAct(page, '实名采集')
  await capture.beginWithCard(page)
  await album.take(page, '身份证正面', '10-capture-front')
  await capture.captureFront(page, NEWCOMER)
  await capture.captureBack(page, NEWCOMER)
  await reader.lift()
  await reader.lay(NEWCOMER)
  await page.keyboard.press('F8')
  await expect(page.getByRole('textbox', { name: '证件号码' })).toHaveValue(NEWCOMER.document_number)
  await album.take(page, '信息核实', '11-capture-check', 'capture')
  await capture.nextStep(page, '告知同意')
  await album.take(page, '告知同意', '12-capture-consent')
  await capture.capturePaper({ desk, page }, capture.CONSENT, '信息补充')
  await album.take(await desk.customer(), '客户屏', '13-customer-screen')
}

async function withoutNetwork(tour: Tour): Promise<void> {
  const { hall, desk, page, album } = tour
  await hall.central.stop()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('离线', { timeout: 20_000 })
  await capture.capturePhone({ page, central: hall.central }, '13804040007', false)
  await capture.capturePaper({ desk, page }, capture.FACE_AGREEMENT, '现场照片')
  await capture.captureScene(page, NEWCOMER)
  await album.take(page, '提交前核对', '14-capture-summary')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: '已受理' })).toBeVisible()
  await album.take(page, '离线已受理', '15-capture-recorded')
  await goTo(page, '待同步')
  await album.take(page, '待同步，离线', '16-outbox-offline')
  await hall.central.start()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('在线', { timeout: 30_000 })
  await untilSent(page)
  await album.take(page, '待同步，已送达', '17-outbox', 'outbox')
  await goTo(page, '实名采集')
  await album.take(page, '采集列表', '18-capture-list')
  await endVisit(page)
}

async function clerkReadsOn({ page, album }: Tour): Promise<void> {
  album.chapter('窗口人员：其余画面')
  for (const [screen, slug] of [
    ['档案', '19-files'],
    ['办税指引', '20-guide'],
    ['设置', '21-settings'],
  ] as const) {
    await goTo(page, screen)
    await album.take(page, screen, slug)
  }
  await page.getByText('English', { exact: true }).click()
  await album.take(page, 'Settings in English', '22-settings-en')
  await page.getByText('中文', { exact: true }).click()
  await page.keyboard.press('Control+l')
  await expect(page.getByRole('textbox', { name: '密码' })).toBeVisible()
  await album.take(page, '锁屏', '23-locked')
}

async function supervisorReviews({ page, album }: Tour): Promise<void> {
  album.chapter('值班长')
  await goTo(page, '日志核查')
  await album.take(page, '说明核查原因', '24-log-reason')
  await page.getByRole('button', { name: '例行检查' }).click()
  await page.getByRole('button', { name: '开始核查' }).click()
  await expect(page.getByRole('table', { name: '登录记录' }).getByRole('row').nth(1)).toBeVisible()
  await album.take(page, '日志核查', '25-login-log', 'login-log')
  await goTo(page, '复核')
  await album.take(page, '复核', '26-approvals')
  await goTo(page, '审计')
  await album.take(page, '审计', '27-audit')
}

async function officerGoesOut({ hall, page, reader, album }: Tour): Promise<void> {
  album.chapter('外勤人员，没有网络')
  await goTo(page, '柜台')
  await hall.central.stop()
  await expect(page.getByRole('banner').getByRole('status')).toContainText('离线', { timeout: 20_000 })
  await receiveByCard(page, reader, getVisitor(hall.central, 4))
  await album.take(page, '外勤接待', '28-field-visit')
  await goTo(page, '人企关联')
  await album.take(page, '外勤查看关联', '29-field-relations')
  await endVisit(page)
  await hall.central.start()
}

test('the main job, by itself, as clerk, supervisor and field officer', async () => {
  const began = Date.now()
  const reader = await startReader()
  const hall = await openHall()
  const desk = await hall.openDesk({ cardReader: reader.origin })
  const tour: Tour = { hall, desk, page: desk.page, reader, album: new Album() }
  await clerkReceives(tour)
  await clerkCaptures(tour)
  await withoutNetwork(tour)
  await clerkReadsOn(tour)
  await takeOver(desk.page)
  await signIn(desk.page, 'supervisor1')
  await supervisorReviews(tour)
  await signOut(desk.page)
  await signIn(desk.page, 'officer1')
  await officerGoesOut(tour)
  const counts = await ask(desk.page, 'outbox.counts', {})
  tour.album.write({
    用时: `${String(Math.round((Date.now() - began) / 1000))} 秒`,
    已生效: counts.effective,
    待复核: counts.held,
    已退回: counts.returned,
  })
  await hall.close()
  await reader.end()
})

/** The next one at a locked desk ends the session there; what it recorded stays. */
async function takeOver(page: Page): Promise<void> {
  await page.getByRole('button', { name: '换人登录' }).click()
  await page.getByRole('dialog', { name: '换人登录' }).getByRole('button', { name: '换人登录' }).click()
  await expect(page.getByRole('textbox', { name: '工作账号' })).toBeVisible()
}
