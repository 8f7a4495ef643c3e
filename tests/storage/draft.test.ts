import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { getPolicy } from '../../src/domain/policy/profiles.ts'
import { attachmentReads, attachmentWrites, referencedAttachments } from '../../src/storage/attachment.ts'
import { captureReads } from '../../src/storage/capture-queries.ts'
import { captureReopenWrites } from '../../src/storage/capture-reopen.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { draftReads, draftWrites } from '../../src/storage/draft.ts'
import type { WriteContext } from '../../src/storage/queries.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { idCase, NOW, NUMBER } from '../domain/capture/context.ts'
import { deskDatabases, DESK_KEY } from '../support/desk-database.ts'
import { jpeg, pdf, png } from '../support/pictures.ts'

const open = deskDatabases()
let last = 0
const context = (staffId = 'S'): WriteContext => ({
  now: NOW,
  policy: getPolicy('liaoning'),
  operator: { staffId, login: staffId, name: staffId, role: 'clerk', hallId: 'H' },
  newId: () => `id-${String(++last)}`,
  digest: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  audit: () => Promise.resolve(),
})

const save = (
  database: Database,
  input: { id?: string; title?: string; content: Record<string, unknown> },
  who = 'S',
) => database.write((db) => draftWrites['draft.save'](db, { kind: 'capture', title: '关*', ...input }, context(who)))
const load = (database: Database, id: string, who = 'S') =>
  database.read((db) => draftReads['draft.load'](db, { id }, context(who)))
const put = (database: Database, content: Uint8Array) =>
  database.write((db) => attachmentWrites['attachment.put'](db, { content, purpose: 'scene' }, context()))

describe('drafts', () => {
  it('[OP-24] come back exactly as they were left', async () => {
    const { database } = await open()
    const content = { step: 'information', information: { name: '𠮷野 ', documentNumber: ' 2101' }, pictures: {} }
    const { id } = await save(database, { content })
    expect((await load(database, id)).content).toEqual(content)
    await save(database, { id, content: { ...content, step: 'consent' } })
    expect((await load(database, id)).content).toEqual({ ...content, step: 'consent' })
    expect(await database.read((db) => draftReads['draft.list'](db, {}, context()))).toHaveLength(1)
  })

  it('belong to whoever typed them', async () => {
    const { database } = await open()
    const { id } = await save(database, { content: { a: 1 } })
    await expect(load(database, id, 'T')).rejects.toMatchObject({ refusal: { code: 'draft-unknown' } })
    await expect(save(database, { id, content: { a: 2 } }, 'T')).rejects.toMatchObject({
      refusal: { code: 'draft-unknown' },
    })
    expect(await database.write((db) => draftWrites['draft.discard'](db, { id }, context('T')))).toEqual({
      discarded: false,
    })
    expect((await load(database, id)).content).toEqual({ a: 1 })
  })

  it('take the pictures with them that no command refers to', async () => {
    const { database } = await open()
    const lonely = await put(database, jpeg(10, 10))
    const sent = await put(database, jpeg(10, 10))
    const content = { pictures: { frontAttachmentId: lonely.id, sceneAttachmentId: sent.id } }
    const { id } = await save(database, { content })
    await insertOutbox(database, 1, { caseId: 'x', pictures: { sceneAttachmentId: sent.id } }, 'recorded')
    await database.write((db) => draftWrites['draft.discard'](db, { id }, context()))
    const left = await database.read((db) => db.all<{ id: string }>(sql('select id from attachment')))
    expect(left.map((row) => row.id)).toEqual([sent.id])
  })

  it('leave a picture to the draft that took it over', async () => {
    const { database } = await open()
    const { id: picture } = await put(database, jpeg(10, 10))
    const content = { pictures: { frontAttachmentId: picture } }
    const first = await save(database, { content })
    const second = await save(database, { content })
    const discard = (id: string) => database.write((db) => draftWrites['draft.discard'](db, { id }, context()))
    const kept = () => database.read((db) => db.all<{ id: string }>(sql('select id from attachment')))
    await discard(first.id)
    expect(await kept()).toEqual([{ id: picture }])
    await discard(second.id)
    expect(await kept()).toEqual([])
  })

  it('[OP-24] survive a kill, encrypted', async () => {
    const { database, file } = await open()
    await database.close()
    const script = `
      const { openDeskDatabase } = await import('./src/worker/door/open.ts')
      const { draftWrites } = await import('./src/storage/draft.ts')
      const database = await openDeskDatabase(${JSON.stringify(file)}, ${JSON.stringify(DESK_KEY)})
      const context = { now: 1, operator: { staffId: 'S' }, newId: () => 'kept' }
      const input = { kind: 'capture', title: 't', content: { name: 'planted-name' } }
      await database.write((db) => draftWrites['draft.save'](db, input, context))
      console.log('saved')
      setInterval(() => undefined, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const again = await openDeskDatabase(file, DESK_KEY)
    expect((await load(again, 'kept')).content).toEqual({ name: 'planted-name' })
    await again.close()
    const bytes = Buffer.concat([await readFile(file), await readFile(`${file}-wal`).catch(() => Buffer.alloc(0))])
    expect(bytes.includes('planted-name')).toBe(false)
  })
})

async function insertOutbox(
  database: Database,
  seq: number,
  payload: Record<string, unknown>,
  state: string,
  refusal: unknown = null,
): Promise<void> {
  await database.write((db) =>
    db.run(
      sql(
        "insert into outbox (seq, command_id, name, envelope, state, refusal, flagged, tries, operator_id, hash, recorded_at, acknowledged) values (?, ?, 'capture.submit', ?, ?, ?, 0, 0, 'S', 'h', ?, 0)",
        [
          seq,
          `command-${String(seq)}`,
          JSON.stringify({ payload }),
          state,
          refusal && JSON.stringify(refusal),
          NOW + seq,
        ],
      ),
    ),
  )
}

describe('the work list', () => {
  const { name: _name, ...payload } = idCase()
  const list = (database: Database) => database.read((db) => captureReads['capture.list'](db, {}, context()))

  it('[OP-24] shows a draft, then the queued case in its place, then the returned one as work', async () => {
    const { database } = await open()
    await save(database, { id: 'draft-1', content: payload })
    expect(await list(database)).toMatchObject([{ caseId: 'draft-1', state: 'draft', commandId: null }])
    await insertOutbox(database, 1, payload, 'recorded')
    expect(await list(database)).toMatchObject([{ caseId: 'draft-1', state: 'queued', commandId: 'command-1' }])
    await database.write((db) => draftWrites['draft.discard'](db, { id: 'draft-1' }, context()))
    const refusal = { code: 'capture-face-failed', rule: 'R-CAP-08', message: 'R-MSG-19', retry: false }
    await database.write((db) =>
      db.run(sql("update outbox set state = 'returned', refusal = ?", [JSON.stringify(refusal)])),
    )
    expect(await list(database)).toMatchObject([
      { state: 'needs-work', title: `关** · 2101**********${NUMBER.slice(-4)}`, problem: { rule: 'R-CAP-08' } },
    ])
  })

  it('[OP-24] reopens a returned case as typed, under the same case', async () => {
    const { database } = await open()
    const refusal = { code: 'capture-face-failed', rule: 'R-CAP-08', retry: false }
    await insertOutbox(database, 1, payload, 'returned', refusal)
    const reopen = () =>
      database.write((db) => captureReopenWrites['capture.reopen'](db, { commandId: 'command-1' }, context()))
    expect(await reopen()).toEqual({ draftId: 'draft-1' })
    const { caseId: _caseId, ...typed } = payload
    expect((await load(database, 'draft-1')).content).toEqual({ ...typed, returned: refusal })
    expect(await list(database)).toMatchObject([{ caseId: 'draft-1', state: 'draft' }])
  })
})

describe('attachments', () => {
  it('[R-CAP-03] keeps JPEG and PNG as they are', async () => {
    const { database } = await open()
    for (const content of [jpeg(640, 480), png(64, 32)]) {
      const stored = await put(database, content)
      const got = await database.read((db) => attachmentReads['attachment.get'](db, { id: stored.id }, context()))
      expect(got.mediaType).toBe(stored.mediaType)
      expect(Buffer.from(got.content).equals(Buffer.from(content))).toBe(true)
    }
  })

  it.each([
    ['picture-pdf', pdf()],
    ['picture-empty', new Uint8Array()],
    ['picture-too-heavy', jpeg(10, 10, 400_000)],
    ['picture-too-large', jpeg(4000, 3000)],
    ['picture-cut-off', jpeg(10, 10).slice(0, -2)],
  ])('[R-CAP-03] refuses %s', async (code, content) => {
    const { database } = await open()
    await expect(put(database, content)).rejects.toMatchObject({ refusal: { code, rule: 'R-CAP-03' } })
  })

  it('finds what a command refers to, however deep', () => {
    const command = idCase()
    expect(new Set(referencedAttachments(command))).toEqual(
      new Set(['front-1', 'portrait-1', 'back-1', 'scene-1', 'signed-privacy-consent/1', 'signed-face-agreement/1']),
    )
    expect(
      referencedAttachments({ letter: { attachmentId: 'l' }, attachmentIds: ['a', 'b'], emptyAttachmentId: '' }),
    ).toEqual(['l', 'a', 'b'])
  })
})
