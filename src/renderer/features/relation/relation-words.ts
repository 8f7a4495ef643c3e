import type { RelationRow } from '../../../contract/relation.ts'
import { findHistoryCategory } from '../../../domain/relation/standing.ts'
import type { Tone } from '../../ui/HdStatus.vue'
import type { Shape } from '../../ui/HdShape.vue'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** 办税员（发票） by its id; a permission identity of the enterprise's own comes with its name. */
export function identityWord(t: Translate, row: Pick<RelationRow, 'identityType' | 'permissionIdentity'>): string {
  const own = row.permissionIdentity?.name
  return own === undefined || own === '' ? t(`permission.identity-type.${row.identityType}`) : own
}

export interface StateLook {
  readonly word: string
  readonly tone: Tone
  readonly shape: Shape
}

/** A relation's state as both sides read it: word, shape and colour (R-EN-RST, R-MSG-44). */
export function stateLook(t: Translate, row: Pick<RelationRow, 'state' | 'endedBy'>): StateLook {
  if (row.state === 'R4') return { word: t('message.R-MSG-44.enabled'), tone: 'good', shape: 'check' }
  if (row.state === 'R5') return { word: t('message.R-MSG-44.disabled'), tone: 'warn', shape: 'dash' }
  const category = findHistoryCategory(row.state)
  if (category === undefined) return { word: t(`relation.state.${row.state}`), tone: 'accent', shape: 'ring' }
  return { word: t(`relation.category.${category}`), tone: 'plain', shape: category === 'refused' ? 'cross' : 'dot' }
}

/** Why, until when, by whom: the line beside a state. */
export function stateNote(t: Translate, row: RelationRow): string {
  if (row.state === 'R5' && row.disabledReason !== null) return t(`relation.disabled.${row.disabledReason}`)
  if (row.endedBy !== null && findHistoryCategory(row.state) !== undefined) return t(`relation.ended-by.${row.endedBy}`)
  return findHistoryCategory(row.state) === undefined && row.state < 'R4'
    ? t(`relation.initiator.${row.initiator}`)
    : ''
}
