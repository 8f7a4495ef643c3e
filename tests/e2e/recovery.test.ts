import { expect, test } from '@playwright/test'
import { copyFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { signIn, untilCopied } from './support/acts.ts'
import { ask } from './support/ask.ts'
import { useHall } from './support/hall.ts'

const hall = useHall()
const NEW_PASSPHRASE = '新口令-2026-11'

test('[TRUST-45] opens a desk by the office’s key when its passphrase is forgotten, and by a new one from then on', async () => {
  const desk = await hall().openDesk()
  await signIn(desk.page, 'clerk1')
  await desk.restart({ passphrase: null })
  const heading = () => desk.page.getByRole('heading', { name: '打开数据库' })
  await expect(heading()).toBeVisible()
  await desk.page.getByRole('button', { name: '用恢复密钥打开' }).click()
  const secret = desk.page.getByRole('textbox', { name: '恢复密钥', exact: true })
  const give = async (passphrase: string) => {
    await desk.page.getByLabel('新的数据库口令').fill(passphrase)
    await desk.page.getByLabel('再输一次').fill(passphrase)
    await desk.page.keyboard.press('Enter')
  }
  await secret.fill('00000000-00000000')
  await give(NEW_PASSPHRASE)
  await expect(desk.page.getByText('这个密钥打不开本机')).toBeVisible()
  await desk.page.getByLabel('选择恢复私钥文件').setInputFiles(path.join(hall().central.folder, 'recovery-private.pem'))
  await expect(secret).toHaveValue(/BEGIN PRIVATE KEY/)
  await give(NEW_PASSPHRASE)
  await expect(desk.page.getByRole('textbox', { name: '工作账号' })).toBeVisible()
  await desk.restart({ passphrase: null })
  await expect(heading()).toBeVisible()
  await desk.page.getByLabel('数据库口令').fill(NEW_PASSPHRASE)
  await desk.page.keyboard.press('Enter')
  await signIn(desk.page, 'clerk1')
})

test('[TRUST-7] says to whoever signs in that the end of the database is gone, until somebody has read it', async () => {
  const desk = await hall().openNewDesk()
  await untilCopied(desk.page)
  await desk.end()
  const file = path.join(desk.folder, 'desk.db')
  await copyFile(file, `${file}.before`)
  await desk.restart()
  await signIn(desk.page, 'clerk1')
  await desk.end()
  await rm(`${file}-wal`, { force: true })
  await copyFile(`${file}.before`, file)
  await desk.restart()
  await signIn(desk.page, 'clerk1')
  const notice = desk.page.getByRole('dialog', { name: '本机数据有一段没有保住' })
  await expect(notice).toContainText('丢失了最后写入的内容')
  await desk.page.keyboard.press('Control+Enter')
  await expect(notice).toBeHidden()
  expect(await ask(desk.page, 'store.reports', {})).toEqual([])
})
