import { beforeAll, expect, it } from 'vitest'
import type { CaptureSubmit } from '../../src/domain/capture/types.ts'
import { getPolicy } from '../../src/domain/policy/profiles.ts'
import { approvalWrites } from '../../src/storage/approval-queries.ts'
import type { Database } from '../../src/storage/database.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { putRow } from '../../src/storage/rows.ts'
import { idCase, NOW, NUMBER, otherCase } from '../domain/capture/context.ts'
import { forEachDatabase } from '../support/databases.ts'
import { personRow } from '../support/rows.ts'

const operator = { staffId: 'S2', login: 's2', name: '长', role: 'supervisor', hallId: 'H' } as const

forEachDatabase('what a second person judges by', (open) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
    await database.write(async (db) => {
      const work = { db, log: new FeedLog() }
      await putRow(work, 'person', personRow('A', 'H', { name: '陈大文' }))
      await putRow(work, 'person_document', {
        ...{ person_id: 'A', document_type: 'hk-macao-permit', document_number: 'H12345678' },
        ...{ is_main: 0, added_at: 1, version: 0 },
      })
    })
  })

  const factsOf = async ({ name, ...payload }: CaptureSubmit) => {
    const commandId = `of ${JSON.stringify(payload).length.toString()} ${payload.reading?.source ?? ''}`
    return database.write(async (db) => {
      await putRow({ db, log: new FeedLog() }, 'command_result', {
        ...{ command_id: commandId, hall_id: 'H', device_id: 'D', name, state: 'held', waits_for: 'approval' },
        ...{ refusal: null, message: null, summary: JSON.stringify({ subjects: [], payload }), operator_id: 'S' },
        ...{ visit_id: null, recorded_at: NOW, decided_at: NOW, version: 0 },
      })
      const audit = () => Promise.resolve()
      const context = { now: NOW, policy: getPolicy('liaoning'), operator, newId: () => 'x', digest: () => '', audit }
      return approvalWrites['approval.open'](db, { commandId }, context)
    })
  }
  const fact = (field: string, facts: Awaited<ReturnType<typeof factsOf>>) => facts.find((one) => one.field === field)

  it('[OP-23] says that name and number were typed by hand, and shows them', async () => {
    const facts = await factsOf(idCase())
    expect(fact('reading', facts)).toEqual({ field: 'reading', value: 'typed' })
    expect(fact('name', facts)).toEqual({ field: 'name', value: '关山月' })
    expect(fact('documentNumber', facts)).toEqual({ field: 'documentNumber', value: NUMBER })
  })

  it('[OP-23] says which machine read them, and shows what departs from its reading alone', async () => {
    const fields = { name: '关山岳', documentNumber: NUMBER }
    const facts = await factsOf(idCase({ reading: { source: 'card-reader', fields } }))
    expect(fact('reading', facts)).toEqual({ field: 'reading', value: 'card-reader' })
    expect(fact('name', facts)).toEqual({ field: 'name', value: '关山月', before: '关山岳' })
    expect(fact('documentNumber', facts)).toBeUndefined()
  })

  it('[OP-23] says of half a reading that the other half was typed', async () => {
    const facts = await factsOf(idCase({ reading: { source: 'ocr', fields: { name: '关山月', documentNumber: '' } } }))
    expect(fact('reading', facts)).toEqual({ field: 'reading', value: 'typed' })
    expect(fact('name', facts)).toBeUndefined()
    expect(fact('documentNumber', facts)).toEqual({ field: 'documentNumber', value: NUMBER })
  })

  it('[OP-17] names the account that has the document, masked', async () => {
    expect(fact('holder', await factsOf(otherCase()))).toEqual({ field: 'holder', value: '陈**' })
    expect(fact('holder', await factsOf(idCase()))).toBeUndefined()
  })
})
