import type { Page } from '@playwright/test'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The sizes that every screen is looked at in; the first is the desk's own. */
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

/** README pictures stay small enough to be looked at on a slow line. */
const MOST_BYTES = 150 * 1024

export interface Shot {
  readonly chapter: string
  readonly title: string
  /** The picture files, from the tour's folder, smallest first. */
  readonly files: readonly string[]
  /** Milliseconds since the tour began. */
  readonly after: number
}

export interface ShotOptions {
  /** Also kept under this name for the README, where those are asked for. */
  readonly readme?: string
  /** Leave the window as it is: it isn't the clerk's. */
  readonly asItIs?: boolean
}

/** Takes a picture of every screen in both sizes, and keeps the list for the report. */
export class Camera {
  readonly #folder: string
  readonly #readmeFolder: string | undefined
  readonly #began = performance.now()
  readonly #shots: Shot[] = []
  #chapter = ''

  /** @param readmeFolder where the chosen pictures go as well; nowhere when absent. */
  constructor(folder: string, readmeFolder?: string) {
    this.#folder = folder
    this.#readmeFolder = readmeFolder
  }

  get shots(): readonly Shot[] {
    return this.#shots
  }

  /** What follows belongs to this part of the tour. */
  chapter(name: string): void {
    this.#chapter = name
  }

  async take(page: Page, name: string, title: string, options: ShotOptions = {}): Promise<void> {
    const number = String(this.#shots.length + 1).padStart(2, '0')
    const files: string[] = []
    for (const size of options.asItIs ? [SIZES[0]] : SIZES) {
      if (!options.asItIs) await page.setViewportSize(size)
      const file = path.join(`${String(size.width)}x${String(size.height)}`, `${number}-${name}.png`)
      await mkdir(path.join(this.#folder, path.dirname(file)), { recursive: true })
      // Whatever still fades in or loads is no part of the screen.
      const picture = await page.screenshot({ path: path.join(this.#folder, file), animations: 'disabled' })
      files.push(file)
      if (size === SIZES[0]) await this.#keepForReadme(page, options.readme, picture)
    }
    if (!options.asItIs) await page.setViewportSize(SIZES[0])
    this.#shots.push({ chapter: this.#chapter, title, files, after: performance.now() - this.#began })
  }

  async #keepForReadme(page: Page, name: string | undefined, picture: Buffer): Promise<void> {
    if (name === undefined || this.#readmeFolder === undefined) return
    const light = picture.length > MOST_BYTES ? await lighten(page, picture) : picture
    if (light.length > MOST_BYTES) throw new Error(`${name} is too heavy for the README: ${String(light.length)} bytes`)
    await mkdir(this.#readmeFolder, { recursive: true })
    await writeFile(path.join(this.#readmeFolder, `${name}.png`), light)
  }
}

/** The same picture as wide as a README shows it, in fewer shades, which PNG packs far better and nobody sees. */
async function lighten(page: Page, picture: Buffer): Promise<Buffer> {
  const text = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width * 0.75, bitmap.height * 0.75)
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('no canvas to draw on')
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const points = pen.getImageData(0, 0, canvas.width, canvas.height)
    points.data.forEach((shade, at) => (points.data[at] = Math.min(255, Math.round(shade / 15) * 15)))
    pen.putImageData(points, 0, 0)
    const light = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    return btoa(Array.from(light, (byte) => String.fromCharCode(byte)).join(''))
  }, picture.toString('base64'))
  return Buffer.from(text, 'base64')
}
