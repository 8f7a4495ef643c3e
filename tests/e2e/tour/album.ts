import type { Page } from '@playwright/test'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../support/processes.ts'

/** The two screens a hall has: the old counter and the new one. */
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

const FOLDER = path.join(root, 'tour')
/** Set to renew the pictures that the README shows. */
const README_PICTURES = process.env['HALL_DESK_README_PICTURES'] === '1' ? path.join(root, 'docs/pictures') : undefined

interface Entry {
  readonly chapter: string
  readonly title: string
  readonly slug: string
  readonly seconds: number
}

/** Takes a picture of each screen at both sizes, and writes the report at the end. */
export class Album {
  readonly #entries: Entry[] = []
  readonly #began = Date.now()
  #chapter = ''

  constructor() {
    rmSync(FOLDER, { recursive: true, force: true })
    for (const { width, height } of SIZES) mkdirSync(path.join(FOLDER, `${String(width)}x${String(height)}`), { recursive: true })
    if (README_PICTURES !== undefined) mkdirSync(README_PICTURES, { recursive: true })
  }

  chapter(title: string): void {
    this.#chapter = title
  }

  /** @param readme the name under which the README shows this picture, if it does. */
  async take(page: Page, title: string, slug: string, readme?: string): Promise<void> {
    for (const size of SIZES) {
      await page.setViewportSize(size)
      // Panels follow the size with short transitions.
      await page.waitForTimeout(350)
      const file = path.join(FOLDER, `${String(size.width)}x${String(size.height)}`, `${slug}.png`)
      const picture = await page.screenshot({ path: file, animations: 'disabled' })
      if (readme !== undefined && README_PICTURES !== undefined && size.width === SIZES[0].width)
        writeFileSync(path.join(README_PICTURES, `${readme}.png`), picture)
    }
    await page.setViewportSize(SIZES[0])
    const seconds = Math.round((Date.now() - this.#began) / 1000)
    this.#entries.push({ chapter: this.#chapter, title, slug, seconds })
  }

  /** One page: what was done, when, and the pictures in both sizes. */
  write(facts: Readonly<Record<string, string | number>>): void {
    const chapters = [...new Set(this.#entries.map((entry) => entry.chapter))]
    const folders = SIZES.map(({ width, height }) => `${String(width)}x${String(height)}`)
    const lines = [
      '# 税厅台：一遍主要业务',
      '',
      ...Object.entries(facts).map(([name, value]) => `- ${name}：${String(value)}`),
      `- 画面：${String(this.#entries.length)} 个，各两种尺寸`,
      '',
    ]
    for (const chapter of chapters) {
      lines.push(`## ${chapter}`, '', `| 秒 | 画面 | ${folders.join(' | ')} |`, `|---:|---|${'---|'.repeat(folders.length)}`)
      for (const { title, slug, seconds } of this.#entries.filter((entry) => entry.chapter === chapter)) {
        const pictures = folders.map((folder) => `[![${title}](${folder}/${slug}.png)](${folder}/${slug}.png)`)
        lines.push(`| ${String(seconds)} | ${title} | ${pictures.join(' | ')} |`)
      }
      lines.push('')
    }
    writeFileSync(path.join(FOLDER, 'report.md'), lines.join('\n'))
  }
}
