import { readFileSync } from 'node:fs'
import { openToRead } from '../open.ts'
import { makeHallFile, type HallFileOrder } from './make.ts'

/** What the maker is told on its standard input; the database's address may hold a password, the order holds a key. */
export interface MakerOrder extends HallFileOrder {
  /** As the service was told. */
  readonly database: string
}

// A process of its own: a large hall takes minutes, in which the service has others to answer.
const { database: where, ...order } = JSON.parse(readFileSync(0, 'utf8')) as MakerOrder
const database = openToRead(where)
try {
  process.stdout.write(JSON.stringify(await makeHallFile(database, order)))
} finally {
  await database.close()
}
