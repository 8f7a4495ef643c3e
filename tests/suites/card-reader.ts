import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CardReaderProblem, type CardReader, type CardReading } from '../../src/devices/card-reader/port.ts'

/** What a test can do to the reader under test; each fault lasts until the next. */
export interface ReaderStage {
  readonly reader: CardReader
  lay(card?: Readonly<Record<string, string>>): Promise<void>
  lift(): Promise<void>
  fault(name: string): Promise<void>
  end(): Promise<void>
}

const problemOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    await reading
    return 'read'
  } catch (error) {
    if (error instanceof CardReaderProblem) return error.problem
    throw error
  }
}

/** What every card reader has to do, whatever stands behind the port. */
export function cardReaderSuite(name: string, raise: () => Promise<ReaderStage>): void {
  describe(`card reader: ${name}`, () => {
    let stage: ReaderStage
    beforeEach(async () => {
      stage = await raise()
    })
    afterEach(() => stage.end())

    const read = (timeoutMs = 900, signal = new AbortController().signal): Promise<CardReading> =>
      stage.reader.read({ timeoutMs, signal })

    it('reads name, number, dates and portrait of a card', async () => {
      await stage.lay({ partyName: '关山月', effDate: '2016.01.01' })
      const reading = await read()
      expect(reading).toMatchObject({
        documentType: 'resident-id',
        fields: {
          name: '关山月',
          documentNumber: '219901199003070025',
          sex: 'female',
          birth: '1990-03-07',
          validityKind: 'custom',
          validityStart: '2016-01-01',
          validityEnd: '2036-01-01',
        },
      })
      expect(reading.portrait?.length).toBeGreaterThan(100)
      expect(reading.evidence).toContain('219901199003070025')
      expect(reading.evidence).not.toContain('identityPic')
    })

    it('reads rare characters, long-term cards and residence permits', async () => {
      await stage.lay({ partyName: '𠮷䶮', expDate: '长期' })
      expect((await read()).fields).toMatchObject({ name: '𠮷䶮', validityKind: 'long-term', validityEnd: '' })
      await stage.lay({ certType: 'J', certNumber: '830000199003070025' })
      expect((await read()).documentType).toBe('taiwan-residence')
    })

    it('waits for the card to be laid', async () => {
      const reading = read(3_000)
      setTimeout(() => void stage.lay(), 400)
      expect((await reading).fields.name).toBe('样张')
    })

    it('says so when no card comes', async () => {
      expect(await problemOf(read(600))).toBe('no-card')
    })

    it('wants a card lifted before it is read again', async () => {
      await stage.lay()
      await read()
      expect(await problemOf(read())).toBe('not-lifted')
      await stage.lift()
      await stage.lay()
      expect((await read()).fields.name).toBe('样张')
    })

    it('stops waiting when the clerk gives up', async () => {
      const control = new AbortController()
      const reading = problemOf(read(5_000, control.signal))
      setTimeout(() => {
        control.abort()
      }, 200)
      expect(await reading).toBe('cancelled')
    })

    it('reads one card at a time', async () => {
      const first = problemOf(read(500))
      expect(await problemOf(read(500))).toBe('busy')
      expect(await first).toBe('no-card')
    })

    it.each([
      ['hang', 'timeout'],
      ['crash', 'not-running'],
      ['garbage', 'garbled'],
      ['flood', 'garbled'],
      ['wrong-encoding', 'garbled'],
      ['pulled', 'pulled'],
      ['no-device', 'no-device'],
    ])('meets the fault %s with %s', async (fault, problem) => {
      await stage.lay()
      await stage.fault(fault)
      expect(await problemOf(read())).toBe(problem)
    })

    it('reads through a slow service and through GBK', async () => {
      await stage.lay()
      await stage.fault('slow')
      expect((await read(5_000)).fields.name).toBe('样张')
      await stage.lay()
      await stage.fault('gbk')
      expect((await read()).fields.residence).toBe('辽宁省样张市样张街1号')
    })

    it('recovers after a fault', async () => {
      await stage.lay()
      await stage.fault('garbage')
      expect(await problemOf(read())).toBe('garbled')
      await stage.fault('none')
      expect((await read()).fields.name).toBe('样张')
    })

    it('tells whether it is ready, and never throws for it', async () => {
      expect(await stage.reader.status()).toEqual({ ready: true })
      await stage.fault('no-device')
      expect(await stage.reader.status()).toEqual({ ready: false, problem: 'no-device' })
      await stage.fault('crash')
      expect((await stage.reader.status()).ready).toBe(false)
      await stage.reader.close()
    })
  })
}
