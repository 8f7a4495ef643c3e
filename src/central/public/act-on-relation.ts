import type { Done } from '../../contract/public/answers.ts'
import type { Proof } from '../../domain/kernel/proof.ts'
import { findRelation } from '../../storage/relation-load.ts'
import type { CentralDeps } from '../deps.ts'
import { act } from './act.ts'
import type { Taxpayer } from './taxpayer.ts'

export interface RelationAct {
  readonly name: string
  readonly relationId: string
  readonly version?: number | undefined
  readonly terms?: Readonly<Record<string, unknown>>
  readonly proofs?: readonly Proof[]
}

/** Stands for a party nobody may name: a row of somebody else's is answered like one that isn't there. */
const NOBODY = 'nobody'

/** An act on a row in the enterprise's word. @throws Refused */
export async function actForEnterprise(deps: CentralDeps, taxpayer: Taxpayer, given: RelationAct): Promise<Done> {
  const relation = await deps.database.read((db) => findRelation(db, given.relationId))
  return actOn(deps, taxpayer, given, {
    enterpriseId: taxpayer.session.enterpriseId ?? NOBODY,
    personId: relation?.personId ?? NOBODY,
  })
}

/** An act on a row in the person's own word. @throws Refused */
export async function actForPerson(deps: CentralDeps, taxpayer: Taxpayer, given: RelationAct): Promise<Done> {
  const relation = await deps.database.read((db) => findRelation(db, given.relationId))
  return actOn(deps, taxpayer, given, {
    enterpriseId: relation?.enterpriseId ?? NOBODY,
    personId: taxpayer.session.personId,
  })
}

async function actOn(
  deps: CentralDeps,
  { actor }: Taxpayer,
  { name, relationId, version, terms = {}, proofs = [] }: RelationAct,
  parties: { readonly enterpriseId: string; readonly personId: string },
): Promise<Done> {
  const seen = version === undefined ? {} : { [relationId]: version }
  const { message } = await act(deps, { actor, name, payload: { relationId, ...parties, ...terms }, seen, proofs })
  return message === undefined ? {} : { message }
}
