import { app, type BrowserWindow } from 'electron'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReceiptPaper } from '../contract/receipt.ts'

export interface PrintOrder {
  /** The receipt's number, which names the file; the wall lets only letters, digits and hyphens through. */
  readonly number: string
  readonly paper: ReceiptPaper
  /** Millimetres of the receipt as the page has laid it out; a roll is cut where the receipt ends. */
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
 * Prints the receipt that lies open in the clerk's window: its page's print style leaves everything else out. A PDF
 * of it is kept first, so that a printer without paper loses nothing.
 * @returns the PDF's file name under `<userData>/receipts`.
 */
export async function printReceipt(window: BrowserWindow, order: PrintOrder): Promise<string> {
  const directory = join(app.getPath('userData'), 'receipts')
  const file = `${order.number}-${order.paper}.pdf`
  const margins = { top: 0, bottom: 0, left: 0, right: 0 }
  const pdf = await window.webContents.printToPDF({ pageSize: pageSizeOf(order), printBackground: true, margins })
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, file), pdf)
  window.webContents.print({ silent: true, printBackground: true, pageSize: printerPageOf(order) }, (done, reason) => {
    if (!done) process.stderr.write(`receipt ${order.number} was not printed: ${reason}\n`)
  })
  return file
}
