import { describe, expect, it } from 'vitest'
import { newId } from '../../../src/central/crypto.ts'
import { writeCoreRecord } from '../../../src/central/stand-ins/core-records.ts'
import { SLID } from '../../../src/central/stand-ins/human-check.ts'
import { standInGateways } from '../../../src/central/stand-ins/services.ts'
import { writeSetting, type StandInAnswer, type StandInName } from '../../../src/central/stand-ins/settings.ts'
import { sql } from '../../../src/storage/database.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { coreSuite } from '../../suites/core.ts'
import { faceSuite } from '../../suites/face.ts'
import { humanCheckSuite } from '../../suites/human-check.ts'
import { identityCheckSuite } from '../../suites/identity-check.ts'
import { mailSuite } from '../../suites/mail.ts'
import { smsSuite } from '../../suites/sms.ts'

/** Short, so that a time-out is seen at once; the stand-in waits longer than this. */
const TIMEOUT = 60

forEachDatabase('stand-ins', (open) => {
  async function start<Name extends StandInName>(name: Name) {
    const database = await open()
    const set = (answer: StandInAnswer<Name>, delay = 0, once = false) =>
      writeSetting(database, name, { answer, delay, once })
    return { database, set, gateways: standInGateways({ database, now: () => 1_000, newId }, TIMEOUT) }
  }

  describe('sms', () =>
    smsSuite(async () => {
      const { database, set, gateways } = await start('sms')
      return {
        gateway: gateways.sms,
        arrived: () =>
          database.read((db) => db.all(sql('select recipient as number, content as text from stand_in_message'))),
        faults: {
          unavailable: () => set('unavailable'),
          timeout: () => set('lost', TIMEOUT * 3),
          nonsense: () => set('nonsense'),
          lost: () => set('lost'),
        },
      }
    }))

  describe('mail', () =>
    mailSuite(async () => {
      const { database, set, gateways } = await start('mail')
      return {
        gateway: gateways.mail,
        arrived: () =>
          database.read((db) => db.all(sql('select recipient as address, content as text from stand_in_message'))),
        faults: {
          unavailable: () => set('unavailable'),
          timeout: () => set('lost', TIMEOUT * 3),
          nonsense: () => set('nonsense'),
          lost: () => set('lost'),
        },
      }
    }))

  describe('face', () =>
    faceSuite(async () => {
      const { set, gateways } = await start('face')
      return {
        gateway: gateways.face,
        next: (result) => set(result),
        faults: {
          unavailable: () => set('unavailable'),
          timeout: () => set('passed', TIMEOUT * 3),
          nonsense: () => set('nonsense'),
        },
      }
    }))

  describe('identity check', () =>
    identityCheckSuite(async () => {
      const { set, gateways } = await start('identity-check')
      return {
        gateway: gateways.identityCheck,
        next: (result) => set(result),
        faults: {
          unavailable: () => set('unavailable'),
          timeout: () => set('matched', TIMEOUT * 3),
          nonsense: () => set('nonsense'),
        },
      }
    }))

  describe('human check', () =>
    humanCheckSuite(async () => {
      const { set, gateways } = await start('human-check')
      return {
        gateway: gateways.humanCheck,
        slide: SLID,
        read: (picture) => /(\d{4})</u.exec(Buffer.from(picture.split(',')[1] ?? '', 'base64').toString())?.[1] ?? '',
        faults: {
          unavailable: () => set('unavailable'),
          timeout: () => set('by-answer', TIMEOUT * 3),
          nonsense: () => set('nonsense'),
        },
      }
    }))

  describe('core', () =>
    coreSuite(async () => {
      const { database, set, gateways } = await start('core')
      return {
        gateway: gateways.core,
        register: (record) => writeCoreRecord(database, record),
        faults: {
          unavailable: () => set('unavailable'),
          timeout: () => set('on-record', TIMEOUT * 3),
          nonsense: () => set('nonsense'),
        },
      }
    }))

  it('gives an answer meant for once only once', async () => {
    const { set, gateways } = await start('face')
    await set('failed', 0, true)
    const request = { personId: 'p1', name: '张三', documentNumber: '1', purpose: 'login' }
    expect(await gateways.face.compare(request)).toBe('failed')
    expect(await gateways.face.compare(request)).toBe('passed')
  })
})
