const DAMAGE = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR_READ', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_IOERR_DATA']

const codeOf = (error: unknown): string => {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : ''
}

/** Whether the driver says that a page of the database isn't what was written there. */
export const isDamage = (error: unknown): boolean => DAMAGE.some((code) => codeOf(error).startsWith(code))

/** The log's index and a lengthened file meet a full disk as faults of their own. */
const FULL = ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_TRUNCATE', 'SQLITE_IOERR_WRITE', 'ENOSPC', 'EDQUOT']

/** Whether the disk, or what this user may have of it, is full. */
export const isDiskFull = (error: unknown): boolean => FULL.some((code) => codeOf(error).startsWith(code))
