import { randomInt } from 'node:crypto'
import type { Certificate } from '../../contract/member.ts'
import { appendAudit } from '../../storage/audit.ts'
import { certificateRefusals, collectCertificate } from '../../storage/certificate.ts'
import { Refused } from '../../storage/refused.ts'
import type { Caller, CentralDeps } from '../deps.ts'
import { isShownTo } from '../second-judge.ts'

/** Letters and digits that nobody confuses on paper. */
const CLASSES = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789'] as const
const LENGTH = 10

const pick = (from: string): string => from.charAt(randomInt(from.length))

/** A password for a certificate: one of each class and the rest of any, in an order of chance. */
export function newCertificatePassword(): string {
  const all = CLASSES.join('')
  const characters = [...CLASSES.map(pick), ...Array.from({ length: LENGTH - CLASSES.length }, () => pick(all))]
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const moved = characters[last] ?? ''
    characters[last] = characters[other] ?? ''
    characters[other] = moved
  }
  return characters.join('')
}

/** Hands an issued certificate to the desk that prints it; its password exists from here on (R-EPW-01, R-HAL-07). */
async function handOver(deps: CentralDeps, { commandId }: { commandId: string }, caller: Caller): Promise<Certificate> {
  const password = newCertificatePassword()
  const passwordHash = await deps.passwords.hash(password)
  const issuedAt = deps.now()
  const shown = await isShownTo(deps, caller.hallId, 'certificate', commandId)
  const paper = await deps.database.write(async (db) => {
    const collected = await collectCertificate(db, { id: commandId, hallId: caller.hallId, passwordHash }, issuedAt)
    if (!shown) throw new Refused(certificateRefusals.make('certificate-unknown'))
    await appendAudit(
      db,
      { chain: caller.hallId, hash: deps.sha256 },
      {
        at: issuedAt,
        actor: { kind: 'staff', ...caller },
        action: 'enterprise.collect-certificate',
        subjects: [collected.enterpriseId],
        commandId,
        detail: { accountKind: collected.accountKind },
      },
    )
    return collected
  })
  return { ...paper, password, issuedAt }
}

/** What a counter gets for an enterprise of the earlier profile. */
export const memberRemoteAnswers = { 'enterprise.collect-certificate': handOver }
