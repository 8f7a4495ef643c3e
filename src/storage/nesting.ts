/** Follows work over its awaits; `AsyncLocalStorage` is one, handed in because storage knows no platform. */
export interface Following<Mark> {
  run<Result>(mark: Mark, work: () => Result): Result
  getStore(): Mark | undefined
}

/** A transaction that is under way, or was. */
export interface Turn {
  open: boolean
}

/**
 * Keeps a write from beginning inside another one. It would wait for its own end on SQLite, and on PostgreSQL for rows
 * that its own outer transaction holds: silently, for ever. Whatever is to be one act takes the outer one's `db`.
 */
export async function keepUnnested<Result>(following: Following<Turn>, write: () => Promise<Result>): Promise<Result> {
  if (following.getStore()?.open === true)
    throw new Error('a write inside a write would wait for itself: use the db of the transaction that is open')
  const turn = { open: true }
  try {
    return await following.run(turn, write)
  } finally {
    // Work that the transaction began and left behind may write when it has ended.
    turn.open = false
  }
}
