import { askEnterprise, askPerson } from '../../storage/relation-ask.ts'
import type { Caller, CentralDeps } from '../deps.ts'

const asking = (deps: CentralDeps, caller: Caller) => ({
  actor: { kind: 'staff' as const, ...caller },
  now: deps.now(),
  hash: deps.sha256,
})

/** Whom a hall's desk doesn't mirror, the central knows: the same questions, asked of all rows and written down. */
export const relationAnswers = {
  'relation.ask-person': (deps: CentralDeps, input: Parameters<typeof askPerson>[1], caller: Caller) =>
    deps.database.write((db) => askPerson(db, input, asking(deps, caller))),
  'relation.ask-enterprise': (deps: CentralDeps, input: Parameters<typeof askEnterprise>[1], caller: Caller) =>
    deps.database.write((db) => askEnterprise(db, input, asking(deps, caller))),
}
