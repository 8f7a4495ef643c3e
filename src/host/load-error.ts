import { report } from './life.ts'

/** Chromium's numbers for the ways in which a load fails here; anything else counts as a plain failure. */
const numbers: Readonly<Record<string, number>> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_UNSAFE_PORT: -312,
}

/** Why a document did not load, with the fields of Electron's own error. */
export class LoadError extends Error {
  readonly code: string
  readonly errno: number
  readonly url: string

  /** `text` is Chromium's, such as `net::ERR_FAILED`. */
  constructor(text: string, url: string) {
    const code = text.replace(/^net::/, '')
    const errno = numbers[code] ?? -2
    super(`${code} (${errno}) loading '${url}'`)
    this.code = code
    this.errno = errno
    this.url = url
  }
}

/**
 * A load that nobody waits for may fail, as when its window closes early: Electron warns, and so does the stand-in.
 * Any other rejection that nobody handles ends the host, so that it is seen.
 */
export function watchRejections(): void {
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof LoadError)) throw reason
    report(`nobody handled: ${reason.message}`)
  })
}
