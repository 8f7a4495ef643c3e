import type { documentOperations, levelOperations } from '../../../contract/public/document.ts'
import { documentTypesOf } from '../../../domain/document/document-types.ts'
import { listOwnDocuments, loadLevel } from '../../../storage/account-queries.ts'
import type { CentralDeps } from '../../deps.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import { gather } from '../gather.ts'
import { proveScan } from '../prove.ts'
import type { Taxpayer } from '../taxpayer.ts'

/** 个人证件管理 (R-DOC). */
export const documentAnswers: AnswersOf<typeof documentOperations> = {
  'documents.types': (deps, { query: { purpose } }) => {
    const taken = documentTypesOf(deps.policy.documentTypes)
    const offered = taken.filter(({ class: road, overseas }) => {
      if (purpose === 'overseas') return overseas && deps.policy.overseasEmailRegistration
      return purpose !== 'registration' || road !== 'overseas-only'
    })
    const types = offered.map(({ id, rule, officialName, class: road }) => ({
      id,
      rule,
      name: officialName,
      road: purpose === 'overseas' || road === 'overseas-only' ? ('overseas' as const) : road,
    }))
    return Promise.resolve({ prompt: 'R-MSG-12', types })
  },

  'documents.list': (deps, { taxpayer: { session } }) =>
    deps.database.read((db) => listOwnDocuments(db, session.personId)),

  'documents.add': async (deps, { taxpayer, body: { scan, documentType, documentNumber } }) => {
    const { personId } = taxpayer.session
    const proofs = await scanned(deps, taxpayer, 'documents.add', scan)
    const given = {
      commandId: deps.newId(),
      actor: taxpayer.actor,
      name: 'document.add',
      payload: { personId, documentType, documentNumber },
      proofs,
      turns: [`document ${documentType} ${documentNumber}`],
    }
    return act(deps, { ...given, proofs: await gather(deps, given, {}) })
  },
}

/** 个人实名等级 (R-RNL). */
export const levelAnswers: AnswersOf<typeof levelOperations> = {
  'level.view': (deps, { taxpayer: { session } }) =>
    deps.database.read((db) => loadLevel(db, session.personId, deps.policy)),

  'level.raise': async (deps, { taxpayer, body: { scan } }) => {
    const { personId } = taxpayer.session
    const proofs = await scanned(deps, taxpayer, 'level.raise', scan)
    await act(deps, { actor: taxpayer.actor, name: 'level.raise', payload: { personId }, proofs })
    return { level: await levelOf(deps, taxpayer) }
  },

  'level.risk-matter': async (deps, { taxpayer, body: { scan } }) => {
    const { level, required } = await deps.database.read((db) => loadLevel(db, taxpayer.session.personId, deps.policy))
    if (level >= required.riskMatter || !deps.policy.riskMatterPromptsFace)
      return { cleared: true, next: 'matter', level }
    if (scan === undefined) return { cleared: false, next: 'face', level }
    const { personId } = taxpayer.session
    const proofs = await scanned(deps, taxpayer, 'level.risk-matter', scan)
    await act(deps, { actor: taxpayer.actor, name: 'level.prove-for-risk', payload: { personId }, proofs })
    return { cleared: true, next: 'matter', level: await levelOf(deps, taxpayer) }
  },
}

const scanned = async (deps: CentralDeps, { session }: Taxpayer, purpose: string, scan: string | undefined) =>
  scan === undefined ? [] : [await proveScan(deps, session.personId, purpose, scan)]

const levelOf = async (deps: CentralDeps, { session }: Taxpayer): Promise<number> =>
  (await deps.database.read((db) => loadLevel(db, session.personId, deps.policy))).level
