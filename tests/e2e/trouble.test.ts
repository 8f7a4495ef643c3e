import { expect, test } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { goTo, signIn, untilCopied, untilSent } from './support/acts.ts'
import { centralRows } from './support/central-rows.ts'
import { environmentOf } from './support/desk.ts'
import { startFaultyCentral, type Health } from './support/faulty-central.ts'
import { useHall } from './support/hall.ts'
import { getVisitor } from './support/people.ts'
import { root, startProgram, untilSaid } from './support/processes.ts'
import { chooseAct, receiveByHand } from './support/visits.ts'

const hall = useHall()

test('works on while the central answers with errors, nonsense or not at all, and loses nothing', async () => {
  test.setTimeout(120_000)
  const faulty = await startFaultyCentral(hall().central.url)
  const desk = await hall().openDesk({ central: faulty.url })
  const { page } = desk
  await signIn(page, 'clerk1')
  await receiveByHand(page, getVisitor(hall().central))
  const link = page.getByRole('banner').getByRole('status')
  const numbers: string[] = []
  for (const [place, health] of (['error-500', 'nonsense', 'wrong-shape', 'silent'] as Health[]).entries()) {
    const { spoilt } = faulty
    faulty.health = health
    // What is met before may be the trouble before, and a healthy answer still on its way.
    await expect.poll(() => faulty.spoilt, { timeout: 30_000 }).toBeGreaterThan(spoilt)
    await expect(link, health).toContainText('离线', { timeout: 30_000 })
    await chooseAct(page, '手机号码管理')
    await page.getByRole('button', { name: '添加手机号' }).click()
    const dialog = page.getByRole('dialog', { name: '添加手机号' })
    const number = `1390404003${String(place)}`
    numbers.push(number)
    await dialog.getByRole('textbox', { name: '新手机号码' }).fill(number)
    await page.keyboard.press('Control+Enter')
    await expect(dialog.getByRole('status').last()).toContainText('已受理')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    faulty.health = 'healthy'
    await goTo(page, '待同步')
    await page.getByRole('button', { name: '立即同步' }).click()
    await expect(link).toContainText('在线', { timeout: 30_000 })
  }
  await untilSent(page)
  const rows = centralRows<{ number: string }>(
    hall().central,
    "select number from phone where number like '1390404003%' order by number",
  )
  expect(rows.map((row) => row.number)).toEqual(numbers)
  await faulty.close()
})

test('signs in by what it knows when the central is there and says nothing', async () => {
  const faulty = await startFaultyCentral(hall().central.url)
  const desk = await hall().openNewDesk({ central: faulty.url })
  await untilCopied(desk.page)
  await signIn(desk.page, 'clerk1')
  await desk.page.keyboard.press('Control+l')
  faulty.health = 'silent'
  const lock = desk.page.getByRole('dialog', { name: '屏幕已锁定' })
  await lock.getByRole('textbox', { name: '王敏的密码' }).fill('Shuiting#26')
  await desk.page.keyboard.press('Enter')
  await expect(lock).toBeHidden({ timeout: 15_000 })
  await faulty.close()
})

test('leaves the folder to the desk that has it when it is started twice', async () => {
  const desk = await hall().openNewDesk()
  await untilCopied(desk.page)
  await signIn(desk.page, 'clerk1')
  const env = environmentOf({ central: hall().central.url }, desk.folder)
  const second = spawn(env['ELECTRON_EXEC_PATH'] ?? '', ['.'], { cwd: root, env, stdio: 'ignore' })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  await expect(desk.page.getByRole('heading', { name: '柜台' })).toBeVisible()
  await goTo(desk.page, '待同步')
  await expect(desk.page.getByText('本机还没有受理过业务')).toBeVisible()
})

test('says that the key is missing instead of starting over, and opens again when it is back', async () => {
  const desk = await hall().openNewDesk()
  await untilCopied(desk.page)
  await signIn(desk.page, 'clerk1')
  await desk.end()
  const key = path.join(desk.folder, 'desk.key')
  await rename(key, `${key}.away`)
  await desk.restart()
  await expect(desk.page.getByText('数据库在，但它的密钥文件不见了')).toBeVisible()
  await expect(desk.page.getByText('请不要重装，联系系统管理员')).toBeVisible()
  await desk.end()
  await rename(`${key}.away`, key)
  await desk.restart()
  await signIn(desk.page, 'clerk1')
})

test('the central says which port is taken, and how to choose another', async () => {
  const taken = new URL(hall().central.url).port
  const folder = test.info().outputPath('second-central')
  const second = startProgram(['src/central/server.ts', '--data', folder, '--port', taken])
  expect(await untilSaid(second, /^(port \d+ is taken; .*)$/)).toBe(
    `port ${taken} is taken; choose another with --port`,
  )
  expect(await second.ended).toBe(1)
  await rm(folder, { recursive: true, force: true })
})
