import { describe, expect, it } from 'vitest'
import { huashiReader } from '../../src/devices/card-reader/huashi.ts'
import { parseCard, parseReply } from '../../src/devices/card-reader/huashi-reply.ts'
import { cardReaderSuite } from '../suites/card-reader.ts'
import { startReaderSimulator } from '../support/reader-simulator.ts'

cardReaderSuite('华视, by its simulator', async () => {
  const simulator = await startReaderSimulator()
  return {
    reader: huashiReader(simulator.origin),
    lay: (card) => simulator.control('lay', card),
    lift: () => simulator.control('lift'),
    fault: (fault) => simulator.control('fault', { fault }),
    end: () => simulator.end(),
  }
})

describe('replies of 华视', () => {
  const content = { partyName: '样张', certNumber: '219901199003070025', effDate: '20160101', expDate: '20360101' }

  it('are taken with the card inside or beside the flag', () => {
    expect(parseReply(JSON.stringify({ resultFlag: '0', resultContent: content }))).toMatchObject({
      kind: 'ok',
      content,
    })
    expect(parseReply(JSON.stringify({ resultFlag: 0, ...content }))).toMatchObject({ kind: 'ok' })
    expect(parseReply('{"resultFlag":-1,"errorMsg":"没有找到卡"}')).toEqual({ kind: 'failed', reason: '没有找到卡' })
  })

  it.each(['', '[]', 'null', '{}', '{"resultFlag":{}}', '{"resultFlag":0,"resultContent":"x"', 'alert(1)'])(
    '%j is none',
    (text) => {
      expect(() => parseReply(text)).toThrow('garbled')
    },
  )

  it.each([
    ['no name', { partyName: ' ' }],
    ['an odd number', { certNumber: "21990119900307002'" }],
    ['an impossible day', { effDate: 'yesterday' }],
    ['a number as a name', { partyName: 7 }],
    ['a lost character', { partyName: '样\uFFFD' }],
    ['an endless address', { certAddress: '街'.repeat(300) }],
    ['an unknown kind of card', { certType: 'Q' }],
  ])('with %s are garbled', (_what, changes) => {
    expect(() => parseCard({ ...content, ...changes })).toThrow('garbled')
  })

  it('leave out a portrait that is no picture', () => {
    expect(parseCard({ ...content, identityPic: 'Qk0=' }).portrait).toBeUndefined()
    expect(parseCard({ ...content, identityPic: '<svg>' }).portrait).toBeUndefined()
  })

  it('come from this machine only', () => {
    expect(() => huashiReader('http://192.168.1.109:19196')).toThrow()
    expect(() => huashiReader('https://127.0.0.1:19196')).toThrow()
  })
})
