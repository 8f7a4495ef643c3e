import { mkdir, writeFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { ok } from '../contract/envelope.ts'
import type { ShellAnswers } from './wall.ts'

const TRIES = 1000

/** Writes a new file into the folder and gives its name; one that is there already is left alone. */
async function writeNew(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const { name: stem, ext } = parse(name)
  await mkdir(folder, { recursive: true })
  for (let turn = 1; turn <= TRIES; turn++) {
    const file = turn === 1 ? name : `${stem} (${String(turn)})${ext}`
    try {
      // Written through, since the next hand may pull the stick it lies on.
      await writeFile(join(folder, file), content, { flag: 'wx', flush: true })
      return file
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error
    }
  }
  throw new Error('the folder is full of files of this name')
}

/** The calls that leave a file with the person at the desk. @param folder where the system keeps what it was given. */
export function saveAnswers(folder: () => string): ShellAnswers {
  return {
    'import.save-list': async ({ name, content }: { name: string; content: string }) =>
      ok({ file: await writeNew(folder(), name, content) }),
    'field.save-file': async ({ name, content }: { name: string; content: Uint8Array }) =>
      ok({ file: await writeNew(folder(), name, content) }),
  }
}
