import { expect, test, type Page } from '@playwright/test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Scanner } from '../crash/support/scan.ts'
import { goTo, signIn, signOut } from './support/acts.ts'
import { ask } from './support/ask.ts'
import { beginWithCard, captureFront } from './support/capture.ts'
import { chooseNewPassword } from './support/customer.ts'
import { centralRows } from './support/central-rows.ts'
import { useHall } from './support/hall.ts'
import { getVisitor, type Visitor } from './support/people.ts'
import { startReader, type Reader } from './support/reader.ts'
import { chooseAct, endVisit, receiveByCard } from './support/visits.ts'

const hall = useHall()
/** The prepared hall has a few more; two hundred are played at the data thread (tests/crash/residue.test.ts). */
const PEOPLE = 120
const NEWCOMER = { name: '令狐琛瑜', document_number: '219901199003070025', sex: 'female', birth: '1990-03-07' }
const NUMBER = '13904047766'
const PASSWORD = 'Xuezhihe@8842'

let reader: Reader
/** The system's folder for temporary files during this day; the desk's own lies in it, too. */
let place: string
const usual = process.env['TMPDIR']

test.beforeAll(async () => {
  reader = await startReader()
  place = mkdtempSync(path.join(tmpdir(), 'hall-day-'))
  process.env['TMPDIR'] = place
})
test.afterAll(async () => {
  if (usual === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = usual
  await reader.end()
  rmSync(place, { recursive: true, force: true })
})

type Trace = [what: string, bytes: Buffer]
const inBothWays = (what: string, text: string): Trace[] => [
  [what, Buffer.from(text, 'utf8')],
  [`${what} in UTF-16`, Buffer.from(text, 'utf16le')],
]

/** Whoever the hall knows: numbers whole, and names long enough to be nothing else. */
const people = (): Visitor[] =>
  centralRows<Visitor>(
    hall().central,
    `select p.id, p.name, p.document_number, n.number from person p join phone n on n.person_id = p.id and n.is_default = 1
     join staff s on s.login = 'clerk1' and s.hall_id = p.hall_id
     where p.document_type = 'resident-id' order by p.id limit ?`,
    PEOPLE,
  )
const tracesOf = ({
  name,
  document_number: document,
  number,
}: Pick<Visitor, 'name' | 'document_number' | 'number'>) => [
  ...inBothWays(`number ${document}`, document),
  ...inBothWays(`telephone ${number}`, number),
  ...(Array.from(name).length > 2 ? inBothWays(`name ${name}`, name) : []),
]

/** The middle of the last picture that the page took from the desk, as it is stored. */
async function readPicture(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const taken = performance.getEntriesByType('resource').map(({ name }) => name)
    const answer = await fetch(taken.findLast((name) => name.includes('/attachment/')) ?? '')
    return Array.from(new Uint8Array(await answer.arrayBuffer()))
  })
  expect(bytes.slice(0, 2)).toEqual([0xff, 0xd8])
  const middle = Math.floor(bytes.length / 2)
  return Buffer.from(bytes.slice(middle, middle + 48))
}

/** A visit with everything that shows somebody: the search, the file, a field in full, a password, a receipt. */
async function receive(page: Page, person: Visitor): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: '查人、查企业' })).toBeFocused()
  await page.keyboard.type(person.number)
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '显示证件号码' }).first().click()
  await page.getByRole('button', { name: '与证件核对' }).click()
  await expect(page.getByText(person.document_number)).toBeVisible()
  await receiveByCard(page, reader, person)
}

test('[TRUST-10] leaves nobody in its folder, the browser’s profile, temporary files or its log after a day', async () => {
  test.setTimeout(240_000)
  const known = people()
  const desk = await hall().openDesk({ cardReader: reader.origin })
  const { page } = desk
  await signIn(page, 'clerk1')
  for (const { document_number: text } of known) await ask(page, 'search.find', { text })
  await receive(page, getVisitor(hall().central, 2))
  await chooseAct(page, '重置密码')
  await page.getByRole('button', { name: '请本人在客户屏设置' }).click()
  await chooseNewPassword(desk, PASSWORD)
  await endVisit(page)
  await expect(page.getByText(/已打印，并留存为 \S+-a4\.pdf$/)).toBeVisible()
  await reader.lay(NEWCOMER)
  await goTo(page, '柜台')
  await page.keyboard.press('F8')
  await chooseAct(page, '实名采集')
  await beginWithCard(page)
  await captureFront(page, NEWCOMER)
  const portrait = await readPicture(page)
  await desk.kill()

  const scanner = new Scanner([
    ...[...known, { ...NEWCOMER, number: NUMBER }].flatMap(tracesOf),
    ...inBothWays('the password', PASSWORD),
    ['the portrait', portrait],
    ...[0, 1, 2].map((shift): Trace => [
      'the portrait',
      Buffer.from(portrait.subarray(shift, shift + 24).toString('base64')),
    ]),
  ])
  const afterKill = scanner.scanFolder(place)
  await desk.restart()
  await signIn(desk.page, 'clerk1')
  await signOut(desk.page)
  await desk.end()
  const afterDay = scanner.scanFolder(place)
  expect([...afterKill.found, ...afterDay.found, ...scanner.scan(Buffer.from(desk.log()))]).toEqual([])

  // The control: what lies beside it is found, whoever it is.
  expect(known.length).toBe(PEOPLE)
  writeFileSync(path.join(place, 'left.jpg'), Buffer.concat([Buffer.from('JFIF'), portrait]))
  writeFileSync(path.join(place, 'left.txt'), `上午 ${known[7]?.document_number ?? ''} 来过`)
  const control = scanner.scanFolder(place)
  expect(control.found.toSorted()).toEqual([
    'left.jpg: the portrait',
    `left.txt: number ${known[7]?.document_number ?? ''}`,
  ])
  process.stdout.write(
    `${String(PEOPLE)} people; ${String(afterKill.files)} files, ${String(Math.round(afterKill.bytes / 1e6))} MB: nobody found\n`,
  )
})
