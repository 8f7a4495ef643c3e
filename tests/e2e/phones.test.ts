import { expect } from '@playwright/test'
import { maskPhone } from '../../src/domain/kernel/mask.ts'
import { DEMO_TAXPAYER_PASSWORD } from '../../src/central/seed/accounts.ts'
import { signIn } from './support/acts.ts'
import { proveHeld, proveNumber } from './support/codes.ts'
import { typeOwnPassword } from './support/customer.ts'
import { getTaxpayer, getVisitor } from './support/people.ts'
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

const [SECOND, THIRD] = ['13904040051', '13904040052'] as const

bothWays(
  '[R-RPH-03] makes a number default, modifies it, deletes another, and recovers one that its holder loses',
  async ({ desk, page, central, reader, online, pullNetwork, bringNetworkBack }) => {
    const [person, holder] = [getTaxpayer(central), getVisitor(central, 5)]
    const outcome = online ? '已生效' : '已受理'
    const rowOf = (number: string) => page.getByRole('listitem').filter({ hasText: maskPhone(number) })
    await signIn(page, 'clerk1')
    await receiveByCard(page, reader, person)
    await chooseAct(page, '手机号码管理')
    await page.getByRole('button', { name: '添加手机号' }).click()
    const adding = page.getByRole('dialog', { name: '添加手机号' })
    await adding.getByRole('textbox', { name: '新手机号码' }).fill(SECOND)
    await proveNumber(adding, central, person.number)
    await proveNumber(adding, central, SECOND)
    await page.keyboard.press('Control+Enter')
    await expect(adding.getByRole('status').last()).toContainText('已生效')
    await page.keyboard.press('Escape')
    await expect(adding).toBeHidden()
    await pullNetwork()
    await rowOf(SECOND).getByRole('button', { name: '设置为默认' }).click()
    await expect(rowOf(SECOND)).toContainText('默认')

    await rowOf(SECOND).getByRole('button', { name: '修改' }).click()
    const modifying = page.getByRole('dialog', { name: '修改' })
    await modifying.getByRole('textbox', { name: '新手机号码' }).fill(THIRD)
    if (online) {
      await proveNumber(modifying, central, SECOND)
      await proveNumber(modifying, central, THIRD)
    }
    await page.keyboard.press('Control+Enter')
    await expect(modifying.getByRole('status').last()).toContainText(outcome)
    await page.keyboard.press('Escape')
    await expect(modifying).toBeHidden()

    await rowOf(person.number).getByRole('button', { name: '删除' }).click()
    const deleting = page.getByRole('dialog', { name: '删除' })
    await expect(deleting).toContainText('删除后不能再用这个号码登录或收验证码。')
    if (online) await proveNumber(deleting, central, THIRD)
    await page.keyboard.press('Control+Enter')
    await expect(deleting.getByRole('status').last()).toContainText(outcome)
    await page.keyboard.press('Escape')
    await expect(deleting).toBeHidden()

    await page.getByRole('button', { name: '找回手机号码' }).click()
    const recovering = page.getByRole('dialog', { name: '找回手机号码' })
    await recovering.getByRole('button', { name: '请本人在客户屏输入' }).first().click()
    await typeOwnPassword(desk, DEMO_TAXPAYER_PASSWORD)
    await expect(recovering).toContainText('密码已输入，由中心验证')
    await recovering.getByRole('textbox', { name: '设置新手机号码' }).fill(holder.number)
    if (online) await proveNumber(recovering, central, holder.number)
    await page.keyboard.press('Control+Enter')
    await expect(recovering.getByRole('status').last()).toContainText(outcome)
    await page.keyboard.press('Escape')
    await expect(recovering).toBeHidden()
    await bringNetworkBack()
    if (!online) {
      // The number that was default meanwhile has been proved in this visit: it lets the deletion pass.
      await proveHeld(page, central, '修改手机号码', [THIRD])
      await proveHeld(page, central, '找回手机号码', [holder.number])
    }
    await chooseAct(page, '手机号码管理')
    await expect(rowOf(holder.number)).toContainText('默认')
    await endVisit(page)
  },
  (changes) => {
    expect(changes).toContainEqual(expect.stringMatching(/^~ phone .*state="emptied"/))
    expect(changes).toContainEqual(expect.stringContaining(`number="${THIRD}" state="bound" is_default=0`))
    for (const act of ['set-default', 'modify', 'delete', 'recover'])
      expect(changes).toContainEqual(
        expect.stringMatching(new RegExp(`^\\+ command_result .*name="phone.${act}" state="effective"`)),
      )
  },
)
