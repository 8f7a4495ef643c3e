import { snapshotStart, type HallFileOffer, type SnapshotStart } from '../../contract/central.ts'
import { DESK_SCHEMA } from '../../storage/migrate.ts'
import { faultLine } from '../../sync/fault-line.ts'
import { Pace, type Copying, type Progress } from '../copying.ts'
import type { Desk, WholeCopies } from '../desk.ts'
import { Denied, Unreachable } from '../http.ts'
import { sendWhatIsMissing } from '../send-again.ts'
import { findSetting, putSetting } from '../settings.ts'
import { fetchHallFile } from './fetch.ts'
import { dropFetched, putHallFile, setAside } from './files.ts'
import type { TakenFile } from './take.ts'

/** Ends a round of the link: the desk is closed, and opened anew on another database. */
export class BeginsAnew extends Error {}

/** Rounds that may end without a byte of the file, though the central answers everything else. */
const TRIES_MOST = 3

/** What became of a file that was offered; under the setting `hall-file-tried`. */
interface Tried {
  readonly id: string
  /** Rounds without a byte; `TRIES_MOST` where it was taken, or is of no use: no file is begun with twice. */
  readonly times: number
}

/** Where a copy begins, by the central's word of now. */
export const askForStart = ({ http }: Desk, query = ''): Promise<SnapshotStart> =>
  http.ask(`/v1/desk/snapshot${query}`, snapshotStart, { timeoutMs: 60_000 })

/**
 * Takes the hall in one piece, where this desk has nothing of it yet and the central has a file that fits. Returns where
 * that isn't so, or where what came is of no use: then the hall is copied by pages.
 * @throws BeginsAnew when everything is ready to begin with it; Unreachable, Denied: to be gone on with
 */
export async function copyWhole(desk: Desk, report: (copying: Copying) => void): Promise<void> {
  const { wholeCopies } = desk
  if (wholeCopies === undefined || (await hasRows(desk))) return
  const start = await askForStart(desk, '?file=wanted')
  const file = await findFitting(desk, start)
  const own = file && (await fetchOwn(desk, wholeCopies, start, file, report))
  if (file === undefined || own === undefined) {
    dropFetched(wholeCopies.directory)
    return
  }
  const { epoch, lastSeq, head } = await askForStart(desk)
  if (epoch !== start.epoch) throw new Denied(410, 'must-refetch', undefined)
  await desk.database.write(async (db) => {
    await sendWhatIsMissing(db, lastSeq, head)
    await putSetting(db, 'epoch', epoch)
    await putSetting(db, 'hall-file-tried', { id: file.id, times: TRIES_MOST } satisfies Tried)
    const copy = { ...progressOf(start, file, file.bytes), table: start.tables.length }
    await putSetting(db, 'hall-file', { id: file.id, copy } satisfies TakenFile)
  })
  putHallFile(wholeCopies.directory, own)
  wholeCopies.beginAnew()
  throw new BeginsAnew('the hall is here in one piece')
}

const hasRows = ({ database }: Desk): Promise<boolean> =>
  database.read(async (db) => {
    for (const name of ['as-of', 'cursor']) if ((await findSetting(db, name)) !== undefined) return true
    return false
  })

/** A desk that was moved takes its new hall by pages, which first take the former one away. */
async function findFitting(desk: Desk, { file, hall }: SnapshotStart): Promise<HallFileOffer | undefined> {
  if (file?.schema !== DESK_SCHEMA || desk.enrolment?.hall.id !== hall.id) return undefined
  return (await triesOf(desk, file.id)) < TRIES_MOST ? file : undefined
}

async function triesOf({ database }: Desk, id: string): Promise<number> {
  const tried = await database.read((db) => findSetting<Tried>(db, 'hall-file-tried'))
  return tried?.id === id ? tried.times : 0
}

/** Fetches the file and makes it the desk's own. Gives where it lies, or nothing when it is of no use. */
async function fetchOwn(
  desk: Desk,
  { directory, makeOwn }: WholeCopies,
  start: SnapshotStart,
  file: HallFileOffer,
  report: (copying: Copying) => void,
): Promise<string | undefined> {
  let pace: Pace | undefined
  let pieces = -1
  const heard = (bytes: number) => {
    const progress = progressOf(start, file, bytes)
    pace ??= new Pace(desk, progress)
    pieces++
    report(pace.at(progress))
  }
  try {
    const aside = setAside(directory, await fetchHallFile(desk, directory, file, heard))
    await makeOwn(aside, file.key)
    return aside
  } catch (error) {
    if (isOfTheDesk(error)) throw error
    const times = error instanceof Unreachable ? (pieces > 0 ? 0 : 1 + (await triesOf(desk, file.id))) : TRIES_MOST
    // Before anything is written: it may be what fills the disk.
    if (times === TRIES_MOST) dropFetched(directory)
    await desk.database.write((db) => putSetting(db, 'hall-file-tried', { id: file.id, times } satisfies Tried))
    if (times < TRIES_MOST) throw error
    process.stderr.write(`hall file: ${faultLine(error)}\n`)
    return undefined
  }
}

/** The central's word for this desk, or for what it asks from: a copy by pages would be told the same. */
const isOfTheDesk = (error: unknown): boolean =>
  error instanceof Denied && (error.status === 401 || error.status === 403 || error.code === 'must-refetch')

function progressOf({ epoch, tables }: SnapshotStart, file: HallFileOffer, bytes: number): Progress {
  const rows = Math.floor((file.rows * bytes) / file.bytes)
  const { position, rows: rowsInAll } = file
  return { aside: false, searchable: true, epoch, position, tables, table: 0, after: null, rows, rowsInAll, bytes }
}
