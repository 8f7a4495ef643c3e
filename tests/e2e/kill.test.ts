import { expect, test, type Page } from '@playwright/test'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import { goTo, signIn, untilSent } from './support/acts.ts'
import { centralRows } from './support/central-rows.ts'
import { useHall } from './support/hall.ts'
import { getVisitor } from './support/people.ts'
import { chooseAct, receiveByHand } from './support/visits.ts'

const hall = useHall()

/** How often the plug is pulled, and how long after the click at most: longer than an act takes to be recorded. */
const PULLS = often(6, 50)
const LONGEST = 1200

/** Types a number into the form and waits with the finger above the keys. */
async function prepareNumber(page: Page, number: string): Promise<void> {
  await chooseAct(page, '手机号码管理')
  await page.getByRole('button', { name: '添加手机号' }).click()
  await page.getByRole('textbox', { name: '新手机号码' }).fill(number)
  await expect(page.getByRole('button', { name: '确定' })).toBeEnabled()
}

/** Whether the visitor has been told that the act is recorded. */
const isShown = (page: Page) =>
  page
    .getByRole('dialog')
    .getByText(/^(已受理|已送达|待复核)$/)
    .isVisible()

test('[TRUST-3] has every act that was shown as 已受理 exactly once at the central, whenever the plug was pulled', async () => {
  test.setTimeout(PULLS * 30_000)
  const seed = chooseSeed('plug pulled at the window')
  const chance = chanceOf(seed)
  const { central } = hall()
  const desk = await hall().openDesk()
  await central.stop()
  const shown: string[] = []
  const tried: string[] = []
  for (let pull = 0; pull < PULLS; pull++) {
    await signIn(desk.page, 'clerk1')
    if (pull === 0) await receiveByHand(desk.page, getVisitor(central))
    const number = `1390404${String(1000 + pull)}`
    await prepareNumber(desk.page, number)
    // In half of the rounds the central is there, and the plug may be pulled while the act is on its way up.
    if (pull % 2 === 1) await central.start()
    tried.push(number)
    await desk.page.keyboard.press('Control+Enter')
    await new Promise((resolve) => setTimeout(resolve, chance() * LONGEST))
    if (await isShown(desk.page)) shown.push(number)
    await desk.kill()
    await central.stop()
    await desk.restart()
  }
  await signIn(desk.page, 'clerk1')
  await central.start()
  await goTo(desk.page, '待同步')
  await desk.page.getByRole('button', { name: '立即同步' }).click()
  await untilSent(desk.page)

  const phones = centralRows<{ number: string }>(central, "select number from phone where number like '13904041%'")
  const results = centralRows<{ summary: string }>(
    central,
    "select summary from command_result where name = 'phone.add' order by recorded_at",
  )
  const held = phones.map((row) => row.number).toSorted()
  // Nothing twice, nothing half: each number has one row and one act, and none appears that nobody typed.
  expect(new Set(held).size).toBe(held.length)
  expect(results).toHaveLength(held.length)
  for (const number of held) expect(results.filter((row) => row.summary.includes(number))).toHaveLength(1)
  expect(tried).toEqual(expect.arrayContaining(held))
  expect(held).toEqual(expect.arrayContaining(shown))
  const seqs = centralRows<{ seq: number }>(central, 'select seq from intake order by seq').map((row) => row.seq)
  expect(seqs).toEqual(seqs.map((_, place) => place + 1))
  leaveEvidence('plug pulled at the window', {
    seed,
    pulls: PULLS,
    'shown as 已受理': shown.length,
    'at the central': held.length,
    lost: 0,
    doubled: 0,
  })
})
