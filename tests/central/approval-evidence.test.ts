import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { readCard } from '../support/counter.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { jpeg, png } from '../support/pictures.ts'
import { personRow } from '../support/rows.ts'

let central: TestCentral
let clerk: TestDesk
let supervisor: TestDesk
let neighbour: TestDesk
let commandId: string
let letterId: string
/** A picture that the central has and that belongs to no act of this list. */
const STRANGE = 'picture-of-another-act'
const LETTER = jpeg(600, 800, 40)

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    const document = { document_type: 'resident-id', document_number: '21010219900307123X' }
    await putRow(work, 'person', personRow('p1', 'h1', { name: '张三', ...document }))
    await putRow(work, 'person', personRow('p2', 'h1', { name: '李四', document_type: 'resident-id' }))
    await work.db.run(
      sql(
        "insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values (?, 'x', 'image/png', 1, ?, 'scene', 0)",
        [STRANGE, Buffer.from(png(1, 1))],
      ),
    )
  })
  clerk = await startTestDesk(central)
  supervisor = await startTestDesk(central, 'h1', 'supervisor-h1')
  neighbour = await startTestDesk(central, 'h2', 'supervisor-h2')
  await readCard(clerk, 'p1')
  letterId = (await clerk.get('attachment.put', { content: LETTER, purpose: 'letter' })).id
  const reset = { personId: 'p2', fallback: 'initial' as const, letterAttachmentId: letterId }
  commandId = (await clerk.get('credential.reset', reset)).commandId
  await clerk.settle()
})
afterAll(async () => {
  for (const desk of [clerk, supervisor, neighbour]) await desk.close()
  await central.close()
})

const looks = () =>
  central.deps.database.read((db) =>
    db.all<{ subjects: string; detail: string; actor: string }>(
      sql("select subjects, detail, actor from audit where action = 'approval.picture' order by seq"),
    ),
  )

it('[OP-25] shows the supervisor of the hall what the clerk attached, and writes each look down', async () => {
  expect(await supervisor.get('approval.evidence', { commandId })).toEqual({
    presence: 'card-reader',
    acting: 'personal',
    pictures: [{ id: letterId, purpose: 'letter' }],
  })
  expect(await looks()).toEqual([])
  const picture = await supervisor.get('approval.picture', { commandId, attachmentId: letterId })
  expect(picture.mediaType).toBe('image/jpeg')
  expect(new Uint8Array(Buffer.from(picture.content, 'base64'))).toEqual(LETTER)
  const [look] = await looks()
  expect(JSON.parse(look?.subjects ?? '')).toEqual([commandId])
  expect(JSON.parse(look?.detail ?? '')).toEqual({ attachmentId: letterId, purpose: 'letter' })
  expect(JSON.parse(look?.actor ?? '')).toMatchObject({ staffId: 'supervisor-h1' })
})

it.each([
  ['a clerk', () => clerk, 'approval-role'],
  ['a supervisor of another hall', () => neighbour, 'approval-other-hall'],
])('[OP-25] shows nothing to %s', async (_who, desk, code) => {
  const before = await looks()
  const refused = { kind: 'refused', refusal: { code, rule: 'OP-25' } }
  expect(await desk().call('approval.evidence', { commandId })).toMatchObject(refused)
  expect(await desk().call('approval.picture', { commandId, attachmentId: letterId })).toMatchObject(refused)
  expect(await looks()).toEqual(before)
})

it('[OP-25] shows no picture of another act, and none once the act is answered', async () => {
  const show = (attachmentId: string) => supervisor.call('approval.picture', { commandId, attachmentId })
  expect(await show(STRANGE)).toMatchObject({ kind: 'refused', refusal: { code: 'approval-picture-unknown' } })
  await supervisor.settle()
  const { rows } = await supervisor.get('approval.list', { tab: 'waiting' })
  const answer = { commandId, granted: false, reason: '情况说明没有公章', seenVersion: rows[0]?.version ?? 0 }
  await supervisor.get('approval.decide', { ...answer, password: PASSWORD })
  expect(await show(letterId)).toMatchObject({ kind: 'refused', refusal: { code: 'approval-already-decided' } })
})
