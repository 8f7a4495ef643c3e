import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decidePhone } from '../../../src/domain/phone/decide.ts'
import { atCounter, book, phone, smsProof } from '../../domain/phone/context.ts'

const read = (path: string) => readFileSync(new URL(`../../../src/renderer/${path}`, import.meta.url), 'utf8')
const words = (language: string, file: string) => JSON.parse(read(`locales/${language}/${file}.json`)) as never

it.each([
  ['features/phone/PhoneForm.vue', 'phone.advice'],
  ['features/phone/RecoverForm.vue', 'phone.advice'],
  ['features/capture/PhoneStep.vue', 'capture.phone.advice'],
])('[R-PHN-16] %s advises against the number of another person', (page, key) => {
  expect(read(page)).toContain(`'${key}'`)
  const [file = '', ...path] = key.split('.')
  const find = (language: string) =>
    path.reduce<unknown>((found, part) => (found as Record<string, unknown>)[part], words(language, file))
  expect(find('zh-CN')).toContain('他人')
  expect(find('en')).toMatch(/else|other/)
})

it('[R-PHN-16] advises and does not enforce: whoever has the code has the number', () => {
  const others = phone('13800000002', { id: 'other', personId: 'B' })
  const add = { name: 'phone.add', personId: 'A', number: '13800000002' } as const
  const context = atCounter([smsProof('13800000001'), smsProof('13800000002')])
  expect(decidePhone(book([phone('13800000001', { isDefault: true })], [others]), add, context).kind).toBe('accepted')
})
