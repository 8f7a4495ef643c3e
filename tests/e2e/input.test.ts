import { expect, test, type Page } from '@playwright/test'
import { goTo, signIn } from './support/acts.ts'
import { beginWithCard, captureBack, captureFront, nextStep, typeInformation } from './support/capture.ts'
import type { Desk } from './support/desk.ts'
import { useHall } from './support/hall.ts'
import { choosePicture, drawPicture } from './support/pictures.ts'

const hall = useHall()
const HOLDER = { name: '样张', document_number: '219901199511200033', sex: 'male', birth: '1995-11-20' }
const MEGABYTE = 1024 * 1024

/** What a telephone makes: far more points than are kept, and noise that does not compress. */
async function drawHeavyPicture(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4000, 3000)
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('no canvas to draw on')
    const points = pen.createImageData(4000, 3000)
    crypto.getRandomValues(points.data.subarray(0, 65_536))
    for (let at = 65_536; at < points.data.length; at += 65_536)
      points.data.copyWithin(at, (at * 7) % 60_000, ((at * 7) % 60_000) + Math.min(65_536, points.data.length - at))
    for (let at = 3; at < points.data.length; at += 4) points.data[at] = 255
    pen.putImageData(points, 0, 0)
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let letters = ''
    for (let at = 0; at < bytes.length; at += 32_768) letters += String.fromCharCode(...bytes.subarray(at, at + 32_768))
    return btoa(letters)
  })
  return Buffer.from(text, 'base64')
}

test.describe.serial('a capture with whatever people bring', () => {
  let desk: Desk
  let page: Page
  test.beforeAll(async () => {
    desk = await hall().openDesk({ keep: true })
    page = desk.page
    await signIn(page, 'clerk1')
    await goTo(page, '实名采集')
    await beginWithCard(page)
  })

  test('refuses what is no picture by its content, and says what to do', async () => {
    const field = page.getByLabel('身份证正面的照片文件')
    const told = page.getByRole('alert')
    const picture = await drawPicture(page, 'card-front', HOLDER)
    for (const [content, words] of [
      [Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF'), '这是一份 PDF，不是照片，即使文件名写着 .jpg。'],
      [Buffer.from('GIF89a............................'), '这种格式的图片不能保存'],
      [Buffer.from('姓名：样张'), '这个文件不是图片。'],
      [Buffer.alloc(0), '这个文件是空的。'],
      [picture.subarray(0, picture.length / 2), '照片不完整，可能拷贝时中断了。'],
      [Buffer.concat([picture, Buffer.alloc(20 * MEGABYTE)]), '照片超过 20 MB。'],
    ] as const) {
      await choosePicture(field, content)
      await expect(told).toContainText(words)
    }
  })

  test('takes a heavy photograph, smaller', async () => {
    const heavy = await drawHeavyPicture(page)
    expect(heavy.length).toBeGreaterThan(3 * MEGABYTE)
    await choosePicture(page.getByLabel('身份证正面的照片文件'), heavy)
    await expect(page.getByRole('application', { name: /^头像选取框/ })).toBeVisible({ timeout: 20_000 })
    await page.getByRole('button', { name: '更换照片' }).click()
    await captureFront(page, HOLDER)
    await captureBack(page, HOLDER)
  })

  test('[R-CAP-04] says at each field what is wrong, and goes on only when it is right', async () => {
    const number = page.getByRole('textbox', { name: '证件号码' })
    const main = page.getByRole('main')
    for (const [typed, words] of [
      ['219901199511200034', '校验位不对，请逐位核对'],
      ['219901199502310035', '日期不存在'],
      ['21990119951120', '位数不对'],
      ['219901951120003', '15 位旧号码已停用'],
    ] as const) {
      await number.fill(typed)
      await expect(main, typed).toContainText(words)
    }
    const name = page.getByRole('textbox', { name: '姓名' })
    await name.fill('样张🙂')
    await expect(main).toContainText('不能含表情符号')
    await page.keyboard.press('Control+Enter')
    const refusal = page.getByRole('alert').filter({ hasText: '信息核实还没有完成' })
    await expect(refusal).toContainText('依据 R-CAP-04')
  })

  test('takes full-width digits, spaces at the ends and characters beyond the basic plane', async () => {
    const wide = HOLDER.document_number.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
    const lines = { 姓名: ' 𠮷䶮 ', 证件号码: `　${wide}  `, 有效期起: '2016-01-01', 有效期止: '2036-01-01' }
    await typeInformation(page, lines, ['自定义'])
    await expect(page.getByRole('main')).toContainText('行政区划代码未收录')
    await nextStep(page, '告知同意')
    // Nobody was received yet: the document just checked by eye is who stands here, named as they are written.
    await expect(page.getByRole('banner')).toContainText('𠮷*')
  })
})
