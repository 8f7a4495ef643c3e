import type { Page } from '@playwright/test'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The sizes that every screen is looked at in; the first is the desk's own. */
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

/** README pictures stay small enough to be looked at on a slow line. */
const MOST_BYTES = 256 * 1024

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
      if (size === SIZES[0]) await this.#keepForReadme(options.readme, picture)
    }
    if (!options.asItIs) await page.setViewportSize(SIZES[0])
    this.#shots.push({ chapter: this.#chapter, title, files, after: performance.now() - this.#began })
  }

  async #keepForReadme(name: string | undefined, picture: Buffer): Promise<void> {
    if (name === undefined || this.#readmeFolder === undefined) return
    const { length } = picture
    if (length > MOST_BYTES) throw new Error(`${name} is too heavy for the README: ${String(length)} bytes`)
    await mkdir(this.#readmeFolder, { recursive: true })
    await writeFile(path.join(this.#readmeFolder, `${name}.png`), picture)
  }
}
