/**
 * What a log may say about an error: its kind, its code and where it was thrown. Never its message: those of databases
 * and parsers carry rows of people, and may run over several lines.
 */
export function faultLine(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${typeof error}`
  const { code } = error as { code?: unknown }
  const word = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? ` ${code}` : ''
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at \S/.test(line) && /:\d+:\d+\)?$/.test(line))
  return [error.name + word, ...frames.slice(0, 4).map((line) => line.trim())].join(' ')
}
