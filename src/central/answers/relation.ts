import { lookUpEnterprise, lookUpPerson } from '../../storage/relation-look-up.ts'
import type { CentralDeps } from '../deps.ts'

/** Whom a hall's desk doesn't mirror, the central knows: the same questions, asked of all rows. */
export const relationAnswers = {
  'relation.ask-person': (deps: CentralDeps, input: Parameters<typeof lookUpPerson>[1]) =>
    deps.database.read((db) => lookUpPerson(db, input)),
  'relation.ask-enterprise': (deps: CentralDeps, input: Parameters<typeof lookUpEnterprise>[1]) =>
    deps.database.read((db) => lookUpEnterprise(db, input)),
}
