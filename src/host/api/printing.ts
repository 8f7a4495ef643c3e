import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tab } from '../chromium/tab.ts'
import type { Size } from '../geometry.ts'
import { notImplemented } from '../strict.ts'

/** Options of `printToPDF`; lengths in inches. */
export interface PdfOptions {
  readonly landscape?: boolean
  readonly displayHeaderFooter?: boolean
  readonly headerTemplate?: string
  readonly footerTemplate?: string
  readonly printBackground?: boolean
  readonly scale?: number
  readonly pageSize?: string | Size
  readonly margins?: {
    readonly top?: number
    readonly bottom?: number
    readonly left?: number
    readonly right?: number
  }
  readonly pageRanges?: string
  readonly preferCSSPageSize?: boolean
  readonly generateTaggedPDF?: boolean
  readonly generateDocumentOutline?: boolean
}

/** Paper by name, in inches (the table of Electron's printToPDF). */
const papers: Readonly<Record<string, Size>> = {
  A0: { width: 33.1, height: 46.8 },
  A1: { width: 23.4, height: 33.1 },
  A2: { width: 16.54, height: 23.4 },
  A3: { width: 11.7, height: 16.54 },
  A4: { width: 8.27, height: 11.7 },
  A5: { width: 5.83, height: 8.27 },
  A6: { width: 4.13, height: 5.83 },
  Letter: { width: 8.5, height: 11 },
  Legal: { width: 8.5, height: 14 },
  Tabloid: { width: 11, height: 17 },
  Ledger: { width: 17, height: 11 },
}
const defaultMargin = 0.4

function paperOf(size: string | Size): Size {
  const paper = typeof size === 'string' ? papers[size] : size
  if (!paper) throw new Error(`Invalid pageSize ${JSON.stringify(size)}`)
  return paper
}

/** The page as a PDF. */
export async function printToPdf(tab: Tab, options: PdfOptions = {}): Promise<Buffer> {
  const { pageSize, margins = {}, ...rest } = options
  const paper = paperOf(pageSize ?? 'Letter')
  const answer = await tab.send('Page.printToPDF', {
    ...rest,
    paperWidth: paper.width,
    paperHeight: paper.height,
    marginTop: margins.top ?? defaultMargin,
    marginBottom: margins.bottom ?? defaultMargin,
    marginLeft: margins.left ?? defaultMargin,
    marginRight: margins.right ?? defaultMargin,
  })
  return Buffer.from((answer as { data: string }).data, 'base64')
}

/** Options of `print` that this stand-in honours; sizes in microns, as Electron takes them. */
export interface PrintOptions {
  readonly silent?: boolean
  readonly printBackground?: boolean
  readonly landscape?: boolean
  readonly copies?: number
  readonly deviceName?: string
  readonly pageSize?: string | Size
}

/** The only printer here: a folder. */
export const printerName = 'electron-host-pdf'
const micronsPerInch = 25_400
let printed = 0

/** "Prints" into `<folder>/printed/`: one PDF a call, whose path is returned. */
export async function printToFolder(tab: Tab, folder: string, options: PrintOptions = {}): Promise<string> {
  const { pageSize = 'A4', printBackground = false, landscape = false, deviceName = '' } = options
  if (deviceName !== '' && deviceName !== printerName) throw notImplemented(`the printer '${deviceName}'`)
  const paper =
    typeof pageSize === 'string'
      ? pageSize
      : { width: pageSize.width / micronsPerInch, height: pageSize.height / micronsPerInch }
  const pdf = await printToPdf(tab, { pageSize: paper, printBackground, landscape })
  const shelf = join(folder, 'printed')
  mkdirSync(shelf, { recursive: true })
  const file = join(shelf, `${new Date().toISOString().replaceAll(':', '-')}-${++printed}.pdf`)
  writeFileSync(file, pdf)
  return file
}
