import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isKeyOf, readKeyFile } from './key-file.ts'
import { unwrapByOffice } from './recovery.ts'

/**
 * For whoever keeps the office's private recovery key, on a machine of their own: makes the code that opens one desk,
 * so that the private key, which opens them all, never comes near any. It takes a copy of that desk's `desk.key`.
 */
const USAGE = 'npm run recovery-code -- <private key in PEM> <desk.key>'

/** The code in groups that can be read out. @throws when the private key isn't the one that this desk was wrapped for */
function makeCode(privateKey: string, keyFile: string): string {
  const kept = readKeyFile(keyFile)
  if (kept?.recovery === undefined) throw new Error(`${keyFile} is wrapped for no office`)
  const key = unwrapByOffice(kept.recovery, readFileSync(privateKey, 'utf8'))
  if (key === undefined || !isKeyOf(kept, key)) throw new Error('this private key does not open it')
  return (key.match(/.{8}/g) ?? []).join('-')
}

const [privateKey, keyFile] = parseArgs({ allowPositionals: true }).positionals
if (privateKey === undefined || keyFile === undefined) throw new Error(USAGE)
process.stdout.write(`${makeCode(privateKey, keyFile)}\n`)
