import type { Called } from './api.ts'
import type { Way } from './log-in.ts'
import { sayAs, type Life, type Say, type Stage } from './stage.ts'

/** Whether the earlier log-in is the one that this central's profile has (R-PLT-12). */
export const isEarlier = ({ profile }: Stage): boolean => profile === 'liaoning-legacy'

/** Reads the code off the stand-in's drawing, and ticks the agreement (R-LEG-06). */
async function passHumanCheck(say: Say) {
  const shown = await say('login.human-check')
  if (!shown.ok) return undefined
  const { challenge, picture } = shown.body
  const drawing = Buffer.from((picture ?? '').split(',')[1] ?? '', 'base64').toString('utf8')
  return { challenge, answer: />(\d{4})</u.exec(drawing)?.[1] ?? '', agreed: true }
}

/** 自然人登录 by registered name and password, without a second step (R-LGN-04). */
export async function nameStep(stage: Stage, life: Life, way: Way): Promise<Called<'legacy.person'>> {
  const say = sayAs(stage, way.address ?? life.who.address)
  const humanCheck = await passHumanCheck(say)
  if (humanCheck === undefined) return { ok: false, code: 'legacy-human-check' }
  return say('legacy.person', {
    body: { username: life.who.username, password: way.password ?? life.password, humanCheck },
  })
}

/** Logs in as the earlier pages have it; agencies and special entities have no way in that a town knows. */
export async function logInEarlier(stage: Stage, life: Life, way: Way): Promise<Say | undefined> {
  const address = way.address ?? life.who.address
  const code = way.code ?? ''
  if (way.entrance === 'enterprise') return logInByList(stage, life, address, code)
  if (way.entrance !== 'person') return undefined
  const named = await nameStep(stage, life, way)
  return named.ok && named.body.next === 'done' ? sayAs(stage, address, named.body.token) : undefined
}

/** 普通登录: the enterprise's password, one's own name in the list, a code, and a password of one's own (R-LEG-06 … 12). */
async function logInByList(stage: Stage, life: Life, address: string, code: string): Promise<Say | undefined> {
  const say = sayAs(stage, address)
  const enterprisePassword = stage.certificates.get(code)
  const humanCheck = await passHumanCheck(say)
  if (enterprisePassword === undefined || humanCheck === undefined || life.number === undefined) return undefined
  const listed = await say('legacy.ordinary', { body: { enterpriseCode: code, enterprisePassword, humanCheck } })
  if (!listed.ok) return undefined
  const own = listed.body.people.find(({ name, state }) => name === life.who.name && state === 'normal')
  if (own === undefined) return undefined
  const picked = await say('legacy.pick', { body: { token: listed.body.token, member: own.member } })
  if (!picked.ok) return undefined
  const { token, codeTo } = picked.body
  if (codeTo === null && !(await say('legacy.code', { body: { token } })).ok) return undefined
  const proved = await say('legacy.sms', { body: { token, code: await stage.api.readCode(life.number) } })
  if (!proved.ok) return undefined
  if (proved.body.next === 'done') return sayAs(stage, address, proved.body.token)
  if (proved.body.next !== 'set-password') return undefined
  const first = { newPassword: life.password, confirmation: life.password }
  const set = await say('legacy.set-password', { body: { token: proved.body.token, ...first } })
  return set.ok ? sayAs(stage, address, set.body.token) : undefined
}
