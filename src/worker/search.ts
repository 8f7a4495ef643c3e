import type { WriteDb } from '../storage/database.ts'
import { toPinyin } from '../storage/pinyin.ts'
import { rebuildSearch as rebuild } from '../storage/search-rebuild.ts'
import { rowFollower } from '../storage/search.ts'

/** Keeps the search keys with every row that changes, in its transaction. */
export const onRowsApplied = rowFollower(toPinyin)

/** Lets calls that wait for this thread run; they read the last committed state and never wait for the writer. */
export const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Makes all search keys anew, after a first copy. */
export const rebuildSearch = (db: WriteDb): Promise<void> => rebuild(db, toPinyin, breathe)
