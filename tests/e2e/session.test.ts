import { expect, test, type Page } from '@playwright/test'
import { signIn, signOut, typeCredentials, untilCopied } from './support/acts.ts'
import { useHall } from './support/hall.ts'

const hall = useHall()

const linkOf = (page: Page) => page.getByRole('banner').getByRole('status')
const blockOf = (page: Page) => page.getByRole('status').filter({ hasText: '密码多次有误' })

test('a new desk enrols by itself, and a clerk signs in with the keyboard alone', async () => {
  const { page } = await hall().openNewDesk({ name: '7号窗口' })
  await untilCopied(page)
  await expect(page.getByRole('textbox', { name: '工作账号' })).toBeFocused()
  await page.keyboard.type('clerk1')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Shuiting#26')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '柜台' })).toBeVisible()
  await expect(linkOf(page)).toContainText('在线')
  await expect(page.getByRole('banner')).toContainText('7号窗口')
})

test('[TRUST-36] signs in without a network whoever did with one, and says why not to others', async () => {
  const desk = await hall().openNewDesk()
  const { page } = desk
  await untilCopied(page)
  await signIn(page, 'clerk1')
  await signOut(page)
  await hall().central.stop()
  await expect(page.getByText('未连接中心，本机可照常登录和受理')).toBeVisible({ timeout: 20_000 })
  await typeCredentials(page, 'supervisor1', 'Shuiting#26')
  const refusal = page.getByRole('alert')
  await expect(refusal).toContainText('这个账号没有在本机联网登录过，离线时不能登录')
  await expect(refusal).toContainText('TRUST-36')
  await signIn(page, 'clerk1')
  await expect(linkOf(page)).toContainText('离线')
  await hall().central.start()
  await expect(linkOf(page)).toContainText('在线', { timeout: 30_000 })
})

test('[TRUST-38] makes wrong passwords wait, with the network and without, also after a plug was pulled', async () => {
  const desk = await hall().openDesk()
  await hall().central.stop()
  for (let attempt = 0; attempt < 5; attempt++) {
    await typeCredentials(desk.page, 'clerk1', `Cuowu#${String(attempt)}`)
    await expect(desk.page.getByRole('alert')).toContainText('账号或密码有误')
    // The field was emptied: what was typed wrong is not sent again by chance.
    await expect(desk.page.getByRole('textbox', { name: '密码' })).toHaveValue('')
  }
  await typeCredentials(desk.page, 'clerk1', 'Shuiting#26')
  await expect(blockOf(desk.page)).toContainText('TRUST-38')
  await desk.kill()
  await desk.restart()
  await typeCredentials(desk.page, 'clerk1', 'Shuiting#26')
  await expect(blockOf(desk.page)).toBeVisible()
  await expect(desk.page.getByRole('button', { name: '登录', exact: true })).toBeDisabled()
  // One colleague's mistakes are not another's.
  await signIn(desk.page, 'officer1')
  await hall().central.start()
})

test('locks with work on the screen, and unlocks to the same work', async () => {
  const { page } = await hall().openNewDesk()
  await untilCopied(page)
  await signIn(page, 'clerk1')
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '档案' }).click()
  await page.getByRole('textbox', { name: '查人、查企业' }).fill('wang')
  await page.keyboard.press('Control+l')
  const lock = page.getByRole('dialog', { name: '屏幕已锁定' })
  await expect(lock).toBeVisible()
  await expect(lock.getByRole('textbox', { name: '王敏的密码' })).toBeFocused()
  await page.keyboard.type('Shuiting#26')
  await page.keyboard.press('Enter')
  await expect(lock).toBeHidden()
  await expect(page.getByRole('textbox', { name: '查人、查企业' })).toHaveValue('wang')
})

test('offers each role its screens, and says so where one is not for it', async () => {
  const { page } = await hall().openNewDesk()
  await untilCopied(page)
  const rail = page.getByRole('navigation', { name: '主导航' })
  for (const [login, offered, withheld] of [
    ['clerk1', '待同步', '审计'],
    ['supervisor1', '审计', '外勤'],
    ['officer1', '待同步', '复核'],
  ] as const) {
    await signIn(page, login)
    await expect(rail.getByRole('link', { name: offered })).toBeVisible()
    await expect(rail.getByRole('link', { name: withheld })).toHaveCount(0)
    await signOut(page)
  }
  await signIn(page, 'clerk1')
  await page.evaluate(() => (window.location.hash = '#/audit'))
  await expect(page.getByText('您的岗位不能打开这个页面')).toBeVisible()
})
