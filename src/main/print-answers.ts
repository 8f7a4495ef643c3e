import { fault, ok, type Envelope } from '../contract/envelope.ts'
import { RECEIPTS } from './kept-prints.ts'
import { printSheet, type PrintOrder } from './print.ts'
import type { ShellAnswers } from './wall.ts'
import type { Windows } from './windows.ts'

type Sheet = Pick<PrintOrder, 'paper' | 'height'>

/** The calls that need a printer. */
export function printAnswers(windows: Windows): ShellAnswers {
  const print = async (order: PrintOrder): Promise<Envelope<{ file: string }>> => {
    const { clerk } = windows
    if (clerk === undefined) return fault({ id: order.name, code: 'internal' })
    return ok({ file: await printSheet(clerk, order) })
  }
  return {
    'receipt.print': ({ number, ...sheet }: Sheet & { number: string }) =>
      print({ folder: RECEIPTS, name: number, ...sheet }),
    'guide.print': ({ card, ...sheet }: Sheet & { card: string }) => print({ folder: 'guides', name: card, ...sheet }),
    'store.print': ({ id, ...sheet }: Sheet & { id: string }) => print({ folder: 'reports', name: id, ...sheet }),
  }
}
