import type { LoginLogRow } from '../../../contract/login-log.ts'
import { findIdentityType } from '../../../domain/permission/identity-types.ts'
import type { Shape } from '../../ui/HdShape.vue'
import type { Tone } from '../../ui/HdStatus.vue'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** How an attempt ended, by word, shape and colour. */
export function resultLook(t: Translate, row: LoginLogRow): { word: string; tone: Tone; shape: Shape } {
  return row.result === 'success'
    ? { word: t('login-log.result.success'), tone: 'good', shape: 'check' }
    : { word: t('login-log.result.failure'), tone: 'bad', shape: 'cross' }
}

/** Why it failed, finer than what the person was told (OP-20); empty for one that went well. */
export const reasonWord = (t: Translate, row: LoginLogRow): string =>
  row.reason === null ? '' : t(`login-log.reason.${row.reason}`)

/** 办税员（申报）; an identity of the enterprise's own stands as it was recorded. */
export function identityWord(t: Translate, identityType: string | null): string {
  if (identityType === null) return '—'
  return findIdentityType(identityType) === undefined ? identityType : t(`permission.identity-type.${identityType}`)
}

/** 密码 · 网页 */
export const wayWord = (t: Translate, row: LoginLogRow): string =>
  `${t(`login-log.method.${row.method}`)} · ${t(`login-log.channel.${row.channel}`)}`
