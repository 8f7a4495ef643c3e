import { defineRefusals } from '../../domain/kernel/refusal.ts'
import type { Proof } from '../../domain/kernel/proof.ts'
import { getHandler } from '../../storage/execute.ts'
import type { ProofRequest } from '../../storage/feature.ts'
import { Refused } from '../../storage/refused.ts'
import { proveNumber } from '../codes.ts'
import type { CentralDeps } from '../deps.ts'
import { GatewayTrouble } from '../gateways/trouble.ts'
import type { Act } from './act.ts'

export const gatherRefusals = defineRefusals({
  'real-name-service-busy': { rule: 'R-REG-17', message: 'R-MSG-39', retry: true },
})

/** What the caller brought along that only becomes a proof when the judge asks for it. */
export interface Brought {
  /** A code to the number that the act is about. */
  readonly code?: { readonly purpose: string; readonly visitId: string; readonly text: string } | undefined
  /** The living face, JPEG or PNG. */
  readonly scenePhoto?: Uint8Array | undefined
}

/** No act waits for more proofs than this. */
const ROUNDS = 6

/**
 * Asks the services outside for what an act waits for, one proof after the other and none too early: no face is
 * looked at before the agreement is signed (R-CAP-07), no code used up while something typed is wrong. The act itself
 * is decided afterwards, once; what is still missing then refuses it.
 * @throws Refused when a code is wrong, or a service is busy (R-MSG-39).
 */
export async function gather(
  deps: CentralDeps,
  { commandId, actor, name, payload, proofs = [] }: Act & { readonly commandId: string },
  brought: Brought,
): Promise<Proof[]> {
  const handler = getHandler(name)
  const command = { name, payload, seen: {} }
  const all = [...proofs]
  for (let round = 0; round < ROUNDS; round++) {
    const context = { now: deps.now(), actor, policy: deps.policy, commandId, proofs: all }
    const request = await deps.database.read(async (db) => {
      const { decision } = await handler.judge(db, command, context)
      return decision.kind === 'held' ? handler.seek?.(db, command, decision.waitsFor, context) : undefined
    })
    const proof = request && (await ask(deps, request, name, brought))
    if (proof === undefined) break
    all.push(proof)
  }
  return all
}

async function ask(
  deps: CentralDeps,
  request: ProofRequest,
  purpose: string,
  { code, scenePhoto }: Brought,
): Promise<Proof | undefined> {
  const at = deps.now()
  switch (request.kind) {
    case 'sms-code':
      if (code === undefined) return undefined
      return proveNumber(deps, {
        number: request.number,
        purpose: code.purpose,
        visitId: code.visitId,
        code: code.text,
      })
    case 'identity-check': {
      const result = await answered(() => deps.gateways.identityCheck.check(request))
      return { kind: 'identity-check', documentNumber: request.documentNumber, passed: result === 'matched', at }
    }
    case 'face': {
      if (scenePhoto === undefined) return undefined
      const result = await answered(() => deps.gateways.face.compare({ ...request, purpose, scenePhoto }))
      return { kind: 'face', personId: request.personId, passed: result === 'passed', at }
    }
    case 'password':
    case 'new-password':
      return undefined
  }
}

/** A service that is busy or gives no usable answer says nothing about anybody. @throws Refused */
async function answered<Result extends string>(question: () => Promise<Result>): Promise<Exclude<Result, 'busy'>> {
  const result = await question().catch((error: unknown) => {
    if (error instanceof GatewayTrouble) return 'busy' as const
    throw error
  })
  if (result === 'busy') throw new Refused(gatherRefusals.make('real-name-service-busy'))
  return result as Exclude<Result, 'busy'>
}
