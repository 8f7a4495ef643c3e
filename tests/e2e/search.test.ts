import { expect, test, type Page } from '@playwright/test'
import { isIdNumber } from '../../src/domain/document/id-number.ts'
import { isCreditCode } from '../../src/domain/enterprise/credit-code.ts'
import { goTo, signIn } from './support/acts.ts'
import { ask } from './support/ask.ts'
import { centralRow } from './support/central-rows.ts'
import type { Desk } from './support/desk.ts'
import { useHall } from './support/hall.ts'

const hall = useHall()

interface Known {
  readonly name: string
  readonly document_number: string
  readonly number: string
}

/** Somebody of the first hall with an ordinary file: a resident with a number that is theirs. */
const someone = () =>
  centralRow<Known>(
    hall().central,
    `select p.name, p.document_number, n.number from person p
     join phone n on n.person_id = p.id and n.is_default = 1 and n.state = 'bound'
     join staff s on s.hall_id = p.hall_id and s.login = 'clerk1'
     where p.document_type = 'resident-id' and p.account_state = 'A2' and length(p.name) = 3
     order by p.id limit 1`,
  )

const maskedNumber = ({ document_number: full }: Known) => `${full.slice(0, 4)}**********${full.slice(-4)}`
const box = (page: Page) => page.getByRole('textbox', { name: '查人、查企业' })
const fullWidth = (text: string) =>
  text.replace(/[0-9X]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))

test.describe.serial('the search box', () => {
  let desk: Desk
  let page: Page
  test.beforeAll(async () => {
    desk = await hall().openDesk({ keep: true })
    page = desk.page
    await signIn(page, 'clerk1')
  })

  test('opens a file by the keyboard alone: Ctrl+K, an ID number, Enter', async () => {
    const person = someone()
    await page.keyboard.press('Control+k')
    const search = page.getByRole('combobox', { name: '查人、查企业' })
    await expect(search).toBeFocused()
    await page.keyboard.type(person.document_number)
    const first = page.getByRole('option').first()
    await expect(first).toContainText(maskedNumber(person))
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/people\//)
    await expect(page.getByRole('main')).toContainText(maskedNumber(person))
    // The mask is made in the data thread: the page holds the number nowhere.
    expect(await page.content()).not.toContain(person.document_number)
  })

  test('finds the same person by number, phone, name, pinyin and the last four', async () => {
    const person = someone()
    await goTo(page, '档案')
    const people = page.getByRole('table', { name: '自然人' })
    const last = person.document_number.slice(-4)
    const ways = [
      person.document_number,
      ` ${person.document_number.toLowerCase()}  `,
      fullWidth(person.document_number),
      person.number,
      person.name,
      person.name.slice(0, 1),
      `${last} ${person.name}`,
    ]
    for (const way of ways) {
      await box(page).fill(way)
      const rows = people.getByRole('row').filter({ hasText: maskedNumber(person) })
      await expect(rows.first(), `by ${way}`).toBeVisible()
    }
  })

  test('[OP-13] shows one field for a reason, and writes it into the audit', async () => {
    const person = someone()
    await goTo(page, '档案')
    await box(page).fill(person.document_number)
    await page.getByRole('button', { name: '显示证件号码' }).click()
    await page.getByRole('button', { name: '与证件核对' }).click()
    await expect(page.getByText(person.document_number)).toBeVisible()
    await expect(page.getByText(/^(30|2\d) 秒$/)).toBeVisible()
    await page.getByRole('button', { name: '隐藏证件号码' }).click()
    await expect(page.getByText(person.document_number)).toHaveCount(0)
    const { rows } = await ask(page, 'audit.search', { action: 'reveal' })
    expect(rows[0]?.detail).toMatchObject({ field: 'document_number', reason: '与证件核对' })
    expect(JSON.stringify(rows)).not.toContain(person.document_number)
  })

  test('says what is wrong with a number instead of finding nobody', async () => {
    const person = someone()
    const wrong = [...'0123456789']
      .map((digit) => person.document_number.slice(0, -1) + digit)
      .find((number) => !isIdNumber(number) && !isCreditCode(number))
    if (wrong === undefined) throw new Error('every check digit fits something')
    await box(page).fill(wrong)
    await expect(page.getByText('这个身份证号码不正确')).toBeVisible()
    await box(page).fill(`${wrong.slice(0, 10)}0231${wrong.slice(14)}`)
    await expect(page.getByText('这个身份证号码不正确')).toBeVisible()
    await box(page).fill('龘龘龘龘')
    await expect(page.getByText('本机数据里没有找到。')).toBeVisible()
    for (const odd of ['𠮷', '䶮', '🙂🙂', "';--", '%_', '\u0000']) {
      await box(page).fill(odd)
      await expect(page.getByRole('alert')).toHaveCount(0)
      await expect(page.getByText(/本机数据里没有找到。|看不懂这段文字。|条/).first(), odd).toBeVisible()
    }
  })

  test('finds enterprises by code and by some letters of the name', async () => {
    const enterprise = centralRow<{ name: string; credit_code: string }>(
      hall().central,
      `select e.name, e.credit_code from enterprise e join staff s on s.hall_id = e.hall_id and s.login = 'clerk1'
       where e.state = 'normal' order by e.id limit 1`,
    )
    const masked = `${enterprise.credit_code.slice(0, 4)}**********${enterprise.credit_code.slice(-4)}`
    const row = page.getByRole('table', { name: '企业' }).getByRole('row').filter({ hasText: masked })
    for (const way of [enterprise.credit_code, enterprise.credit_code.toLowerCase(), enterprise.name.slice(2, 6)]) {
      await box(page).fill(way)
      await expect(row.first(), `by ${way}`).toBeVisible()
    }
  })
})
