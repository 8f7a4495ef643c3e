import { fault, ok } from '../contract/envelope.ts'
import { printReceipt, type PrintOrder } from './print.ts'
import type { ShellAnswers } from './wall.ts'
import type { Windows } from './windows.ts'

/** The calls that need a printer. */
export function printAnswers(windows: Windows): ShellAnswers {
  return {
    'receipt.print': async (order: PrintOrder) => {
      const { clerk } = windows
      if (clerk === undefined) return fault({ id: 'receipt.print', code: 'internal' })
      return ok({ file: await printReceipt(clerk, order) })
    },
  }
}
