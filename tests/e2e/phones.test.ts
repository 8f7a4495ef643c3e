import { expect } from '@playwright/test'
import { maskPhone } from '../../src/domain/kernel/mask.ts'
import { signIn } from './support/acts.ts'
import { proveHeld, proveNumber } from './support/codes.ts'
import { getVisitor } from './support/people.ts'
import { bothWays } from './support/scene.ts'
import { chooseAct, endVisit, receiveByCard } from './support/visits.ts'

const NEW_NUMBER = '13904040001'

bothWays(
  '[R-PHN-09] adds a number, proved by the old one and by its own code',
  async ({ page, central, reader, online, pullNetwork, bringNetworkBack }) => {
    const person = getVisitor(central)
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, person)
    await pullNetwork()
    await chooseAct(page, '手机号码管理')
    await page.getByRole('button', { name: '添加手机号' }).click()
    const dialog = page.getByRole('dialog', { name: '添加手机号' })
    await dialog.getByRole('textbox', { name: '新手机号码' }).fill(NEW_NUMBER)
    if (online) {
      await proveNumber(dialog, central, person.number)
      await proveNumber(dialog, central, NEW_NUMBER)
    } else await expect(dialog.getByText('现在离线：号码先登记为“未验证”')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(dialog.getByRole('status').last()).toContainText(online ? '已生效' : '已受理')
    await dialog.getByRole('button', { name: '关闭' }).last().click()
    const row = page.getByRole('listitem').filter({ hasText: maskPhone(NEW_NUMBER) })
    await expect(row).toContainText(online ? '已验证' : '未验证')
    await bringNetworkBack()
    if (!online) await proveHeld(page, central, '添加手机号码', [NEW_NUMBER, person.number])
    await chooseAct(page, '手机号码管理')
    await expect(row).toContainText('已验证')
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringContaining(`number="${NEW_NUMBER}" state="bound" is_default=0`))
  },
)
