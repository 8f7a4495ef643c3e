import type { Called } from './api.ts'
import { isEarlier, logInEarlier, nameStep } from './earlier.ts'
import { sayAs, type Life, type Say, type Stage } from './stage.ts'

/** Where somebody logs in, and with what. */
export interface Way {
  readonly entrance: 'person' | 'enterprise' | 'agency' | 'special'
  /** Of the enterprise or agency. */
  readonly code?: string
  readonly projectKind?: 'report' | 'tax-source'
  /** What was typed; the right one unless somebody mistypes. */
  readonly password?: string
  readonly identityType?: string
  /** Another address than their own, for who is not at home. */
  readonly address?: string
}

export const AT_HOME: Way = { entrance: 'person' }
const SLIDER = { challenge: 'slider', answer: 'right' }

/** Account and password alone, at whichever log-in the profile has: what a wrong password needs. */
export const tryPassword = (
  stage: Stage,
  life: Life,
  way: Way,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly code: string }> =>
  isEarlier(stage) ? nameStep(stage, life, way) : firstStep(stage, life, way)

/** Step one of the present log-in. */
function firstStep(stage: Stage, life: Life, way: Way): Promise<Called<'login.first-step'>> {
  const { who } = life
  const tab = who.tab === 'phone' && life.number !== undefined ? 'phone' : 'document'
  const account = tab === 'phone' && life.number !== undefined ? life.number : who.documentNumber
  const form = { account, password: way.password ?? life.password, humanCheck: SLIDER }
  const code = way.code ?? ''
  const say = sayAs(stage, way.address ?? who.address)
  switch (way.entrance) {
    case 'person':
      return say('login.first-step', { body: { entrance: 'person', tab, ...form } })
    case 'enterprise':
      return say('login.first-step', { body: { entrance: 'enterprise', enterpriseCode: code, ...form } })
    case 'agency':
      return say('login.first-step', { body: { entrance: 'agency', agencyCode: code, ...form } })
    case 'special':
      return say('login.first-step', {
        body: { entrance: 'special', projectKind: way.projectKind ?? 'report', enterpriseCode: code, ...form },
      })
  }
}

/**
 * Logs in as far as it goes: both steps, and a password of one's own where the one typed was an initial one.
 * @returns a voice with the log-in behind it, or nothing when a rule stood against it.
 */
export async function logIn(stage: Stage, life: Life, way: Way = AT_HOME): Promise<Say | undefined> {
  if (isEarlier(stage)) return logInEarlier(stage, life, way)
  const first = await firstStep(stage, life, way)
  if (!first.ok) return undefined
  const { token, next, identities, factors } = first.body
  const address = way.address ?? life.who.address
  const say = sayAs(stage, address)
  if (next !== 'second-step') return sayAs(stage, address, token)
  const projectId = way.entrance === 'special' ? await findProject(say, token) : ''
  const identityType = way.identityType ?? (identities.length > 1 ? (identities[0] ?? '') : '')
  const body = { token, identityType, projectId }
  for (const factor of preferred(life, factors)) {
    if (factor === 'sms') {
      const code = await codeOf(stage, life, await say('login.code', { body: { token } }))
      if (code === undefined) continue
      return finish(stage, address, await say('login.second-step', { body: { ...body, factor, code } }))
    }
    const opened = await say('login.scan', { body: { token, factor } })
    if (!opened.ok) continue
    await stage.api.lookAt(opened.body.scan, factor)
    return finish(stage, address, await say('login.second-step', { body: { ...body, factor, scan: opened.body.scan } }))
  }
  return undefined
}

function finish(stage: Stage, address: string, second: Called<'login.second-step'>): Say | undefined {
  return second.ok && second.body.next === 'done' ? sayAs(stage, address, second.body.token) : undefined
}

/** The ways there are, the habitual one first; a phone that is gone gets no code. */
function preferred(life: Life, factors: readonly Life['who']['factor'][]): readonly Life['who']['factor'][] {
  const usable = factors.filter((factor) => factor !== 'sms' || life.number !== undefined)
  return usable.toSorted((one, other) => Number(other === life.who.factor) - Number(one === life.who.factor))
}

async function findProject(say: Say, token: string): Promise<string> {
  const found = await say('login.projects', { body: { token, part: '20' } })
  return found.ok ? (found.body.rows[0]?.projectId ?? '') : ''
}

/** Reads the code that was sent to somebody's number, unless it was refused or went to a phone they no longer have. */
async function codeOf(stage: Stage, life: Life, sent: { readonly ok: boolean }): Promise<string | undefined> {
  return sent.ok && life.number !== undefined ? stage.api.readCode(life.number) : undefined
}

/** Purposes of a log-in that a code or a scan can be asked for. */
export type Purpose = Parameters<Say>[0]

/** Proves oneself within a log-in as one is used to: by a code to the default number or a scan. */
export async function prove(
  stage: Stage,
  life: Life,
  say: Say,
  purpose: Purpose,
): Promise<{ code?: string; scan?: string } | undefined> {
  if (life.who.factor === 'sms' && life.number !== undefined) {
    const code = await codeOf(stage, life, await say('codes.send', { body: { purpose } }))
    if (code !== undefined) return { code }
  }
  const scan = await proveByFace(stage, life, say, purpose)
  return scan === undefined ? undefined : { scan }
}

/** Opens a QR code for an operation and lets an APP look at it. */
export async function proveByFace(
  stage: Stage,
  { who }: Life,
  say: Say,
  purpose: Purpose,
  face: 'own' | 'other' = 'own',
): Promise<string | undefined> {
  const opened = await say('scans.open', { body: { purpose } })
  if (!opened.ok) return undefined
  const { scan, apps } = opened.body
  const app = apps.find((one) => one === who.factor) ?? apps[0]
  if (app === undefined) return undefined
  await stage.api.lookAt(scan, app, face)
  return scan
}

/** Asks for a code to a number that is named, and reads it there. */
export async function proveNumber(
  stage: Stage,
  say: Say,
  purpose: Purpose,
  number: string,
): Promise<string | undefined> {
  const sent = await say('codes.send', { body: { purpose, number } })
  return sent.ok ? stage.api.readCode(number) : undefined
}
