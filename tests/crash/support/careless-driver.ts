import BetterSqlite3 from 'better-sqlite3'

/** The control of the power cuts: a driver that writes without waiting for the disk, and says that it waits. */
export default class CarelessDatabase extends BetterSqlite3 {
  override exec(source: string): this {
    if (source.startsWith('begin')) super.pragma('synchronous = normal')
    return super.exec(source)
  }

  override pragma(source: string, options?: BetterSqlite3.PragmaOptions): unknown {
    const answer = super.pragma(source, options)
    if (source !== 'synchronous') return answer
    return options?.simple === true ? 2 : [{ synchronous: 2 }]
  }
}
