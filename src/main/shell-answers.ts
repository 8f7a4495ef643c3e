import type { Envelope } from '../contract/envelope.ts'
import type { ShellAnswers } from './wall.ts'
import type { Windows } from './windows.ts'

/** The calls that need a window or a printer. `data` reaches the data thread for what they have to know. */
export function shellAnswers(
  _windows: Windows,
  _data: (name: string, input: unknown) => Promise<Envelope<unknown>>,
): ShellAnswers {
  return {}
}
