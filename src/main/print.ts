import { app, type BrowserWindow } from 'electron'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReceiptPaper } from '../contract/receipt.ts'

export interface PrintOrder {
  /** Where below the data folder the PDF is kept, and under which name; the wall lets no path through. */
  readonly folder: 'receipts' | 'guides' | 'reports'
  readonly name: string
  readonly paper: ReceiptPaper
  /** Millimetres of the sheet as the page has laid it out; a roll is cut where the sheet ends. */
  readonly height: number
}

const MM_PER_INCH = 25.4
const ROLL_WIDTH = 80

/** Electron counts paper in inches. */
const pageSizeOf = ({ paper, height }: PrintOrder) =>
  paper === 'a4' ? ('A4' as const) : { width: ROLL_WIDTH / MM_PER_INCH, height: height / MM_PER_INCH }

/** Electron counts what it sends to a printer in thousandths of a millimetre. */
const printerPageOf = ({ paper, height }: PrintOrder) =>
  paper === 'a4' ? ('A4' as const) : { width: ROLL_WIDTH * 1000, height: Math.round(height * 1000) }

/**
 * Prints the sheet that lies open in the clerk's window: the page's print style leaves everything else out. A PDF of it
 * is kept first, so that a printer without paper loses nothing; a receipt's goes with its clerk (`kept-prints.ts`).
 * @returns the PDF's file name.
 */
export async function printSheet(window: BrowserWindow, order: PrintOrder): Promise<string> {
  const directory = join(app.getPath('userData'), order.folder)
  const file = `${order.name}-${order.paper}.pdf`
  const margins = { top: 0, bottom: 0, left: 0, right: 0 }
  const pdf = await window.webContents.printToPDF({ pageSize: pageSizeOf(order), printBackground: true, margins })
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, file), pdf)
  window.webContents.print({ silent: true, printBackground: true, pageSize: printerPageOf(order) }, (done, reason) => {
    if (!done) process.stderr.write(`${order.name} was not printed: ${reason}\n`)
  })
  return file
}
