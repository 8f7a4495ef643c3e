import { fault, ok, type Envelope } from '../contract/envelope.ts'
import { customerAnswers } from './customer.ts'
import { printReceipt, type PrintOrder } from './print.ts'
import type { ShellAnswers } from './wall.ts'
import type { Windows } from './windows.ts'

/** The calls that need a window or a printer. `data` reaches the data thread for what they have to know. */
export function shellAnswers(
  windows: Windows,
  data: (name: string, input: unknown) => Promise<Envelope<unknown>>,
): ShellAnswers {
  return {
    ...customerAnswers(windows, data),
    'receipt.print': async (order: PrintOrder) => {
      const { clerk } = windows
      if (clerk === undefined) return fault({ id: 'receipt.print', code: 'internal' })
      return ok({ file: await printReceipt(clerk, order) })
    },
  }
}
