import { DRAFT_LONGEST, type DraftRow } from '../contract/draft.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { referencedAttachments, removeUnsentAttachment } from './attachment.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext, WriteContext } from './queries.ts'
import { Refused } from './refused.ts'

export const draftRefusals = defineRefusals({
  'draft-unknown': { rule: 'OP-24' },
  'draft-too-long': { rule: 'OP-24' },
})

export interface DraftRecord {
  readonly id: string
  readonly kind: DraftRow['kind']
  readonly title: string
  readonly content: string
  readonly operator_id: string
  readonly updated_at: number
}

interface DraftInput {
  readonly id?: string
  readonly kind: DraftRow['kind']
  readonly title: string
  readonly content: Readonly<Record<string, unknown>>
}

const toRow = ({ id, kind, title, updated_at: updatedAt }: DraftRecord): DraftRow => ({ id, kind, title, updatedAt })

/** A draft belongs to whoever typed it: a colleague's is as unknown as one that never was. */
async function findOwn(db: ReadDb, id: string, { operator }: ReadContext): Promise<DraftRecord | undefined> {
  return db.find(sql('select * from draft where id = ? and operator_id = ?', [id, operator?.staffId ?? '']))
}

/** Writes a draft whole, in the caller's transaction: what was last saved is what a restart finds. */
export async function putDraft(db: WriteDb, draft: DraftRecord): Promise<void> {
  if (draft.content.length > DRAFT_LONGEST) throw new Refused(draftRefusals.make('draft-too-long'))
  await db.run(
    sql(
      'insert into draft (id, kind, title, content, operator_id, updated_at) values (?, ?, ?, ?, ?, ?) on conflict (id) do update set title = excluded.title, content = excluded.content, updated_at = excluded.updated_at where draft.operator_id = excluded.operator_id',
      [draft.id, draft.kind, draft.title, draft.content, draft.operator_id, draft.updated_at],
    ),
  )
}

/** Pictures of a draft that is gone; those that a command or another draft refers to stay. */
async function removePictures(db: WriteDb, { content }: DraftRecord): Promise<void> {
  for (const id of referencedAttachments(JSON.parse(content) as unknown)) {
    const mention = `%"${id}"%`
    const used = await db.find(
      sql(
        'select 1 as used from outbox where envelope like ? union all select 1 as used from draft where content like ? limit 1',
        [mention, mention],
      ),
    )
    if (used === undefined) await removeUnsentAttachment(db, id)
  }
}

export const draftWrites = {
  'draft.save': async (db: WriteDb, input: DraftInput, context: WriteContext) => {
    const { now, operator } = context
    if (input.id !== undefined) {
      const other = await db.find(
        sql('select 1 as taken from draft where id = ? and operator_id <> ?', [input.id, operator?.staffId ?? '']),
      )
      if (other !== undefined) throw new Refused(draftRefusals.make('draft-unknown'))
    }
    const id = input.id ?? context.newId()
    const { kind, title } = input
    const content = JSON.stringify(input.content)
    await putDraft(db, { id, kind, title, content, operator_id: operator?.staffId ?? '', updated_at: now })
    return { id, updatedAt: now }
  },

  'draft.discard': async (db: WriteDb, { id }: { id: string }, context: WriteContext) => {
    const draft = await findOwn(db, id, context)
    if (draft === undefined) return { discarded: false }
    await db.run(sql('delete from draft where id = ?', [id]))
    await removePictures(db, draft)
    return { discarded: true }
  },
}

export const draftReads = {
  'draft.list': async (db: ReadDb, { kind }: { kind?: string }, { operator }: ReadContext): Promise<DraftRow[]> => {
    const rows = await db.all<DraftRecord>(
      sql('select * from draft where operator_id = ? order by updated_at desc limit 200', [operator?.staffId ?? '']),
    )
    return rows.filter((row) => kind === undefined || row.kind === kind).map(toRow)
  },

  'draft.load': async (db: ReadDb, { id }: { id: string }, context: ReadContext) => {
    const draft = await findOwn(db, id, context)
    if (draft === undefined) throw new Refused(draftRefusals.make('draft-unknown'))
    return { ...toRow(draft), content: JSON.parse(draft.content) as Record<string, unknown> }
  },
}
