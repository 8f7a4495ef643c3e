import type { KnownSecret } from '../../storage/secret.ts'
import { equalSecrets } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'

/** Whether a text is this password, stored or read off; an unknown account's takes as long (OP-20). */
export async function fitsSecret({ passwords }: CentralDeps, known: KnownSecret, password: string): Promise<boolean> {
  const fits = await passwords.fits(known.kind === 'hash' ? known.hash : undefined, password)
  return known.kind === 'initial' ? equalSecrets(known.value, password) : fits
}
