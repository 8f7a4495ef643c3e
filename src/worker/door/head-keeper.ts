import type BetterSqlite3 from 'better-sqlite3'
import type { ReadDb, WriteDb } from '../../storage/database.ts'
import { findLastCommand } from '../../storage/outbox.ts'
import type { Witness } from '../../storage/sqlite.ts'
import { CHAIN_START } from '../../sync/chain.ts'
import { faultLine } from '../../sync/fault-line.ts'
import type { Head } from '../../sync/head.ts'
import type { HeadFile } from './head-file.ts'

/** How often the database was written, counted in its header in the transaction itself. */
export const readCount = (connection: BetterSqlite3.Database): number =>
  connection.pragma('user_version', { simple: true }) as number

const countChanges = (connection: BetterSqlite3.Database): number =>
  connection.prepare('select total_changes()').pluck().get() as number

/** The end of the desk's chain as the database has it. */
export async function readChain(db: ReadDb): Promise<Pick<Head, 'seq' | 'hash'>> {
  return (await findLastCommand(db)) ?? { seq: 0, hash: CHAIN_START }
}

/**
 * Counts every transaction that changes something, and writes the mark beside the database once it is committed and
 * before anything is answered (TRUST-7). A tail of the log that is lost later is then missed.
 */
export class HeadKeeper {
  readonly #connection: BetterSqlite3.Database
  readonly #file: HeadFile
  #count: number
  #last: Head | undefined

  /** @param count where counting goes on: at the mark's count when the database has fallen behind it */
  constructor(connection: BetterSqlite3.Database, file: HeadFile, count: number) {
    this.#connection = connection
    this.#file = file
    this.#count = count
  }

  readonly watch = (): Witness => {
    const before = countChanges(this.#connection)
    let head: Head | undefined
    return {
      sealing: async (db: WriteDb) => {
        if (countChanges(this.#connection) === before) return
        const count = this.#count + 1
        this.#connection.pragma(`user_version = ${String(count)}`)
        head = { count, ...(await readChain(db)), at: Date.now() }
      },
      sealed: () => {
        if (head === undefined) return
        this.#count = head.count
        this.#last = head
        this.#note(head, (file, whole) => {
          file.write(whole)
        })
      },
    }
  }

  /** Puts the last mark into both places, where one of them couldn't be read. */
  heal(): void {
    if (this.#last === undefined) return
    this.#note(this.#last, (file, whole) => {
      file.heal(whole)
    })
  }

  /** What was committed is true even where it couldn't be noted: the next mark makes up for it. */
  #note(head: Head, put: (file: HeadFile, head: Head) => void): void {
    try {
      put(this.#file, head)
    } catch (error) {
      process.stderr.write(`head mark: ${faultLine(error)}\n`)
    }
  }
}
