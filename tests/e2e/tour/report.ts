import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Shot } from './camera.ts'

export interface TourFacts {
  readonly runtime: string
  readonly people: number
  /** What the central has at the end: a name and a count each. */
  readonly counts: readonly (readonly [name: string, count: number])[]
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

/** One page: what was done, when, with a link to each picture, and what it left at the central. */
export async function writeReport(folder: string, shots: readonly Shot[], facts: TourFacts): Promise<void> {
  const chapters = [...new Set(shots.map((shot) => shot.chapter))]
  const lines = [
    '# Hall Desk: the tour',
    '',
    `Run on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC in ${facts.runtime}, with a demo jurisdiction of ` +
      `${String(facts.people)} people: ${String(shots.length)} screens in ${seconds(shots.at(-1)?.after ?? 0)}.`,
    '',
    ...chapters.flatMap((chapter) => [
      `## ${chapter}`,
      '',
      '| after | screen | | pictures |',
      '| ----: | ------ | - | -------- |',
      ...shots.filter((shot) => shot.chapter === chapter).map(rowOf),
      '',
    ]),
    '## At the central afterwards',
    '',
    ...facts.counts.map(([name, count]) => `- ${name}: ${String(count)}`),
    '',
  ]
  await writeFile(path.join(folder, 'report.md'), lines.join('\n'))
}

function rowOf({ after, title, files }: Shot): string {
  const [first = ''] = files.map((file) => file.replaceAll(path.sep, '/'))
  const links = files.map((file) => `[${path.dirname(file)}](${file.replaceAll(path.sep, '/')})`)
  return `| ${seconds(after)} | ${title} | <img src="${first}" width="320" alt=""> | ${links.join('<br>')} |`
}
