import type { Database, Query, ReadDb, WriteDb } from '../storage/database.ts'

/** Told of what the driver throws; gives what is thrown to the caller in its place. */
export type Hear = (error: unknown) => unknown

/** Lets `hear` know of every statement that fails, also where whoever ran it goes on or fails with something else. */
function watchStatements<Db extends ReadDb>(db: Db, hear: Hear): Db {
  // The driver throws at once, so that nothing has to be awaited here: a copy runs a million statements.
  const heard = <Result>(work: (query: Query) => Result) => {
    return (query: Query): Result => {
      try {
        return work(query)
      } catch (error) {
        throw hear(error)
      }
    }
  }
  const { dialect, build } = db
  const writes = 'run' in db ? { run: heard((query) => (db as unknown as WriteDb).run(query)) } : {}
  const watched = {
    dialect,
    build,
    all: heard((query) => db.all(query)),
    find: heard((query) => db.find(query)),
    ...writes,
  }
  return watched as unknown as Db
}

/**
 * A database whose troubles are heard of: damage and want of room are nobody's mistake who happens to write then, and
 * are dealt with in one place.
 */
export function watchDatabase(database: Database, hear: Hear): Database {
  const watch = async <Result>(work: (note: Hear) => Promise<Result>): Promise<Result> => {
    let first: unknown
    const note: Hear = (error) => {
      const said = hear(error)
      if (said !== error) first ??= said
      return said
    }
    try {
      return await work(note)
    } catch (error) {
      note(error)
      // What began it counts, not what came of it: a savepoint is gone with its transaction, for example.
      throw first ?? error
    }
  }
  return {
    ...database,
    read: (work) => watch((note) => database.read((db) => work(watchStatements(db, note)))),
    readFor: (hall, work) => watch((note) => database.readFor(hall, (db) => work(watchStatements(db, note)))),
    write: (work) => watch((note) => database.write((db) => work(watchStatements(db, note)))),
  }
}
