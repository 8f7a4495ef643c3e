/** Time between two looks at the parent, and the grace an app has to quit by itself afterwards. */
const interval = 500
const grace = 5000

/**
 * Ends the host when the process that started it is gone: a launcher or a test runner killed with SIGKILL can't tell
 * its children. Off with ELECTRON_HOST_PARENT_WATCH=0, for starters that leave at once by design.
 */
export function watchParent(quit: () => void): void {
  const parent = process.ppid
  if (process.env['ELECTRON_HOST_PARENT_WATCH'] === '0' || parent <= 1) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.stderr.on('error', () => undefined)
    process.stdout.on('error', () => undefined)
    quit()
    setTimeout(() => process.exit(1), grace).unref()
  }, interval)
  timer.unref()
}
