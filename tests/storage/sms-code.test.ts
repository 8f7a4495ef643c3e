import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/domain/kernel/instant.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import type { Database } from '../../src/storage/database.ts'
import { Refused } from '../../src/storage/refused.ts'
import { enterCode, takeCodeBack, tryCode, type CodeSlip } from '../../src/storage/sms-code.ts'
import { forEachDatabase } from '../support/databases.ts'

const START = Date.UTC(2026, 4, 20, 2, 0)
let numbers = 0
let codes = 0

/** A number nobody used yet, so that tests of one database don't meet. */
const newNumber = () => `138${String(++numbers).padStart(8, '0')}`
const slip = (number: string, changes: Partial<CodeSlip> = {}): CodeSlip => ({
  id: `code-${String(++codes).padStart(4, '0')}`,
  number,
  purpose: 'phone',
  codeHash: 'hash of the right one',
  ...changes,
})
const send = (database: Database, what: CodeSlip, now: number) =>
  database.write((db) => enterCode(db, what, now, liaoning))
const attempt = (database: Database, number: string, entered: string, now: number, changes: Partial<CodeSlip> = {}) =>
  database.write((db) => tryCode(db, { number, purpose: 'phone', ...changes }, (hash) => hash === entered, now))
const RIGHT = 'hash of the right one'

forEachDatabase('codes', (open) => {
  describe('of one number', () => {
    it('[R-SMS-01] [R-SMS-02] [R-SMS-04] are five in a fixed window, and the next one is announced', async () => {
      const database = await open()
      const number = newNumber()
      for (let n = 0; n < 4; n++) expect((await send(database, slip(number), START + n)).nextAt).toBe(START + n)
      const fifth = await send(database, slip(number), START + 9 * MINUTE)
      expect(fifth.nextAt).toBe(START + 10 * MINUTE)
      const sixth = send(database, slip(number), START + 10 * MINUTE - 1)
      await expect(sixth).rejects.toMatchObject({
        refusal: {
          code: 'sms-limit-reached',
          rule: 'R-SMS-04',
          message: 'R-MSG-35',
          values: { nextAt: START + 10 * MINUTE },
        },
      })
      expect((await send(database, slip(number), START + 10 * MINUTE)).nextAt).toBe(START + 10 * MINUTE)
    })

    it('[R-SMS-03] [OP-04] share one count over all functions, and no other number’s', async () => {
      const database = await open()
      const number = newNumber()
      for (const purpose of ['register', 'register', 'login', 'login', 'credential'])
        await send(database, slip(number, { purpose }), START)
      await expect(send(database, slip(number, { purpose: 'phone' }), START)).rejects.toBeInstanceOf(Refused)
      await expect(send(database, slip(newNumber()), START)).resolves.toBeDefined()
    })

    it('[R-SMS-01] let no sixth through when many are asked for at once', async () => {
      const database = await open()
      const number = newNumber()
      const asked = await Promise.allSettled(Array.from({ length: 12 }, () => send(database, slip(number), START)))
      expect(asked.filter((one) => one.status === 'fulfilled')).toHaveLength(5)
    })

    it('[R-SMS-01] give a turn back that no message took', async () => {
      const database = await open()
      const number = newNumber()
      for (let n = 0; n < 5; n++) {
        const unsent = slip(number)
        await send(database, unsent, START)
        await database.write((db) => takeCodeBack(db, unsent, true, START + 1))
      }
      await expect(send(database, slip(number), START + 2)).resolves.toBeDefined()
      expect(await attempt(database, number, 'anything', START + 3)).toBe('sms-code-wrong')
    })

    it.each(['02412345678', '12345', '', '+85212345678'])('[R-SMS-06] can not be sent to %j', async (number) => {
      const database = await open()
      await expect(send(database, slip(number), START)).rejects.toMatchObject({
        refusal: { code: 'sms-number-unreachable' },
      })
    })
  })

  describe('that are entered', () => {
    it('[R-SMS-05] [OP-05] prove the number once, within five minutes', async () => {
      const database = await open()
      const number = newNumber()
      await send(database, slip(number), START)
      expect(await attempt(database, number, RIGHT, START + 5 * MINUTE - 1)).toBeUndefined()
      expect(await attempt(database, number, RIGHT, START + 5 * MINUTE - 1)).toBe('sms-code-used')
      await send(database, slip(number), START + SECOND)
      expect(await attempt(database, number, RIGHT, START + SECOND + 5 * MINUTE)).toBe('sms-code-expired')
    })

    it('[OP-05] count only for the purpose and the visit they were sent for', async () => {
      const database = await open()
      const number = newNumber()
      await send(database, slip(number, { visitId: 'V' }), START)
      expect(await attempt(database, number, RIGHT, START)).toBe('sms-code-none')
      expect(await attempt(database, number, RIGHT, START, { visitId: 'W' })).toBe('sms-code-none')
      expect(await attempt(database, number, RIGHT, START, { visitId: 'V', purpose: 'login' })).toBe('sms-code-none')
      expect(await attempt(database, number, RIGHT, START, { visitId: 'V' })).toBeUndefined()
    })

    it('[OP-05] are void once a new one was sent', async () => {
      const database = await open()
      const number = newNumber()
      await send(database, slip(number, { codeHash: 'first' }), START)
      await send(database, slip(number, { codeHash: 'second' }), START + SECOND)
      expect(await attempt(database, number, 'first', START + 2 * SECOND)).toBe('sms-code-wrong')
      expect(await attempt(database, number, 'second', START + 2 * SECOND)).toBeUndefined()
    })

    it('[R-TR-PHN-06] [OP-05] prove nothing after five wrong entries, not even the right one', async () => {
      const database = await open()
      const number = newNumber()
      await send(database, slip(number), START)
      for (let n = 0; n < 5; n++) expect(await attempt(database, number, 'wrong', START)).toBe('sms-code-wrong')
      expect(await attempt(database, number, RIGHT, START)).toBe('sms-code-tries-spent')
    })
  })
})
