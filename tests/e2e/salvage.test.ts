import { expect, test } from '@playwright/test'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { signIn, untilCopied } from './support/acts.ts'
import { ask } from './support/ask.ts'
import { useHall } from './support/hall.ts'

const hall = useHall()
const PAGE = 4096

test('[TRUST-6] tells whoever signs in what was saved of a damaged database, and goes on with Enter', async () => {
  const desk = await hall().openNewDesk()
  await untilCopied(desk.page)
  await signIn(desk.page, 'clerk1')
  await ask(desk.page, 'draft.save', { kind: 'capture', title: '关* · 2101', content: { step: 1 } })
  await desk.end()
  const file = await open(path.join(desk.folder, 'desk.db'), 'r+')
  await file.write(Buffer.alloc(PAGE), 0, PAGE, 0)
  await file.close()

  await desk.restart()
  await signIn(desk.page, 'clerk1')
  const cover = desk.page.getByRole('alertdialog', { name: '本机数据库损坏，已经抢救' })
  await expect(cover).toContainText('草稿 1 份')
  await expect(cover).toContainText('受理过的业务一笔也没有少')
  await expect(cover.getByRole('button', { name: '知道了，继续' })).toBeFocused()
  await desk.page.keyboard.press('Enter')
  await expect(cover).toBeHidden()
  await expect.poll(() => ask(desk.page, 'store.reports', {})).toEqual([])
  await untilCopied(desk.page)
  expect(await ask(desk.page, 'draft.list', {})).toMatchObject([{ title: '关* · 2101' }])
  expect((await ask(desk.page, 'settings.device', {})).damaged).toHaveLength(1)
})
