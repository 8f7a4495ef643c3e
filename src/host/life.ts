/** What every part of the host may ask about the life of the process. Written by start/ and api/app.ts alone. */
export const life = {
  /** The app's `ready` event was fired. */
  ready: false,
  /** The app is on its way out: closing windows are no news. */
  quitting: false,
  /** Chromium went away by itself: whatever exit code the app asks for, it is not success. */
  browserLost: false,
}

const marks = new Map<string, number>()

/** Notes when something first happened, in milliseconds since the process began; printed when ELECTRON_HOST_TIMES is set. */
export function mark(what: string): void {
  if (marks.has(what)) return
  marks.set(what, Math.round(performance.now()))
  if (process.env['ELECTRON_HOST_TIMES']) process.stderr.write(`[host] ${what} ${marks.get(what)} ms\n`)
}

/** One line for whoever started the host. */
export function report(line: string): void {
  process.stderr.write(`electron-host: ${line}\n`)
}
