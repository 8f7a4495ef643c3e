import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAIN_START } from '../../src/sync/chain.ts'
import { judgeHead, type Head, type OwnHead, type Slot } from '../../src/sync/head.ts'

const hashOf = (seq: number) => (seq === 0 ? CHAIN_START : String(seq).padStart(64, 'a'))
const headAt = (count: number, seq = count): Head => ({ count, seq, hash: hashOf(seq), at: 1000 + count })
const ownAt = (count: number, seq = count): OwnHead => ({ count, seq, hash: hashOf(seq), hashAt: hashOf })

describe('the mark beside the database', () => {
  it('[TRUST-7] has nothing to say of a database that is as it was, or was only interrupted before its mark', () => {
    expect(judgeHead([headAt(7), headAt(8)], ownAt(8))).toBeUndefined()
    expect(judgeHead([headAt(7), headAt(8)], ownAt(9))).toBeUndefined()
    expect(judgeHead([headAt(7), 'bad'], ownAt(8)), 'the mark of 8 was torn').toBeUndefined()
    expect(judgeHead(undefined, ownAt(0)), 'a new desk').toBeUndefined()
    expect(judgeHead(['empty', 'empty'], ownAt(1)), 'interrupted at its first mark').toBeUndefined()
    expect(judgeHead(['empty', headAt(1)], ownAt(1))).toBeUndefined()
  })

  it('[TRUST-7] misses every transaction, with or without a command in it', () => {
    expect(judgeHead([headAt(9, 4), headAt(8, 4)], ownAt(6, 4))).toEqual({
      kind: 'tail-lost',
      transactions: 3,
      until: 1009,
    })
    expect(judgeHead([headAt(9), headAt(8)], ownAt(0))).toEqual({
      kind: 'tail-lost',
      transactions: 9,
      lost: { from: 1, to: 9, prev: CHAIN_START, head: hashOf(9) },
      until: 1009,
    })
  })

  it('[TRUST-7] knows a database with another history, however often that was written', () => {
    expect(judgeHead([headAt(7), headAt(8)], ownAt(20, 5))).toMatchObject({
      kind: 'replaced',
      lost: { from: 6, to: 8, prev: hashOf(5), head: hashOf(8) },
    })
    const other: OwnHead = { ...ownAt(8), hashAt: () => 'f'.repeat(64) }
    expect(judgeHead([headAt(7), headAt(8)], other)).toMatchObject({ kind: 'replaced' })
  })

  it('[TRUST-7] says that it can’t tell where the mark is gone, bad, or far behind', () => {
    expect(judgeHead(undefined, ownAt(8))).toMatchObject({ kind: 'mark-missing' })
    for (const slots of [
      ['bad', 'bad'],
      ['empty', 'empty'],
      ['empty', 'bad'],
    ] as const)
      expect(judgeHead(slots, ownAt(8))).toMatchObject({ kind: 'mark-damaged' })
    expect(judgeHead([headAt(8), 'bad'], ownAt(8)), 'the bad one may have been newer').toMatchObject({
      kind: 'mark-damaged',
    })
    expect(judgeHead([headAt(3), headAt(4)], ownAt(8))).toMatchObject({ kind: 'mark-damaged' })
  })

  it('[TRUST-7] makes nothing of half a mark beside a database that was never written', () => {
    for (const slot of ['empty', 'bad'] as const) expect(judgeHead([slot, 'bad'], ownAt(0))).toBeUndefined()
  })

  it('[TRUST-7] finds a loss whenever there is one, and never where there is none', () => {
    const slot = fc.oneof(fc.constant<Slot>('bad'), fc.constant<Slot>('empty'))
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(60), fc.option(slot), (newest, back, spoilt) => {
        const count = Math.max(0, newest - back)
        const older: Slot = spoilt ?? headAt(newest - 1)
        const finding = judgeHead([headAt(newest), older], ownAt(count))
        if (count < newest)
          expect(finding).toMatchObject({ kind: 'tail-lost', transactions: newest - count, lost: { to: newest } })
        else expect(finding?.kind).toBe(spoilt === 'bad' ? 'mark-damaged' : undefined)
      }),
    )
  })
})
