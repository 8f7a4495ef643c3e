import { IMPORT_BYTES_MOST, type ImportPreview, type ImportReport } from '../../contract/import.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { checkImporter, commitImport, previewImport, refuseImport } from '../../storage/import.ts'
import { newToken, sha256 } from '../crypto.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { readFile, type ReadFile } from '../import/read-file.ts'
import { isShownTo } from '../second-judge.ts'

interface PreviewInput {
  readonly kind: 'enterprise' | 'staff'
  readonly fileName: string
  readonly content: string
}

const REFUSAL_OF = {
  type: 'import-file-type',
  'old-excel': 'import-file-old-excel',
  damaged: 'import-file-damaged',
  encoding: 'import-file-encoding',
  empty: 'import-sheet-empty',
} as const

function getFile(name: string, bytes: Buffer): Extract<ReadFile, { kind: 'read' }> {
  if (bytes.length > IMPORT_BYTES_MOST)
    throw refuseImport('import-file-too-large', { most: IMPORT_BYTES_MOST / 1024 / 1024 })
  const file = readFile(name, bytes)
  if (file.kind !== 'read') throw refuseImport(REFUSAL_OF[file.kind])
  return file
}

/** Import in two calls: what would be imported, and the wish to do it. */
export const importAnswers = {
  'import.preview': async (
    deps: CentralDeps,
    { kind, fileName, content }: PreviewInput,
    caller: Caller,
  ): Promise<ImportPreview> => {
    const actor = { kind: 'staff', ...caller } as const
    checkImporter(actor)
    const bytes = Buffer.from(content, 'base64')
    const file = getFile(fileName, bytes)
    const token = newToken()
    const input = { kind, rows: file.rows, fileHash: sha256(bytes), token, tokenHash: deps.sha256(token) }
    const preview = await deps.database.write((db) => previewImport(db, input, { actor, now: deps.now() }))
    return { ...preview, sheet: file.sheet, otherSheets: [...file.otherSheets], encoding: file.encoding }
  },

  'import.commit': async (
    deps: CentralDeps,
    { token, skipWrong }: { token: string; skipWrong: boolean },
    caller: Caller,
  ): Promise<ImportReport> => {
    const actor = { kind: 'staff', ...caller } as const
    checkImporter(actor)
    const now = deps.now()
    const tokenHash = deps.sha256(token)
    const shown = await isShownTo(deps, caller.hallId, 'import_preview', tokenHash)
    return deps.database.write(async (db) => {
      const work = { db, log: new FeedLog() }
      const input = { tokenHash, skipWrong }
      const report = await commitImport(work, input, { actor, now, newId: deps.newId, hash: deps.sha256 })
      if (!shown) throw refuseImport('import-preview-unknown')
      await work.log.flush(db, now)
      return report
    })
  },
}
