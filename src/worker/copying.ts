import type { SessionState } from '../contract/session.ts'
import type { Desk } from './desk.ts'

/** How far a copy has come. */
export type Copying = NonNullable<SessionState['link']['copying']>

/** A copy under way; kept with each page under the setting `copy`, so that a killed desk goes on where it was. */
export interface Progress {
  /** A whole copy lies here already, and is read until this one is whole. */
  readonly aside: boolean
  /** The rows came with their search words. */
  readonly searchable?: true
  readonly epoch: string
  readonly position: number
  readonly tables: readonly string[]
  readonly table: number
  readonly after: readonly string[] | null
  readonly rows: number
  readonly rowsInAll: number
  readonly bytes: number
}

/** How fast rows come, in this run of the program. */
export class Pace {
  readonly #desk: Desk
  readonly #since: number
  readonly #rows: number

  constructor(desk: Desk, { rows }: Pick<Progress, 'rows'>) {
    this.#desk = desk
    this.#since = desk.clock.elapsed()
    this.#rows = rows
  }

  at({
    tables,
    table,
    rows,
    rowsInAll,
    bytes,
  }: Pick<Progress, 'tables' | 'table' | 'rows' | 'rowsInAll' | 'bytes'>): Copying {
    const come = rows - this.#rows
    const seconds = (this.#desk.clock.elapsed() - this.#since) / 1000
    const left = Math.max(rowsInAll - rows, 0)
    return {
      table: tables[table] ?? '',
      rows,
      rowsInAll: Math.max(rowsInAll, rows),
      bytes,
      secondsLeft: come === 0 ? null : Math.ceil((left / come) * seconds),
    }
  }
}
