import type { Deeds } from './deeds.ts'
import { isEarlier } from './earlier.ts'
import { AT_HOME, logIn, prove, proveByFace, tryPassword } from './log-in.ts'
import { firmOf, keepPassword, lifeOf, nextPassword, outcomeOf, sayAs, type Life, type Stage } from './stage.ts'

/** Everything between the agreement and the message that one is registered. */
async function register(stage: Stage, life: Life): Promise<boolean> {
  const { who, number, password } = life
  if (number === undefined) return false
  const say = sayAs(stage, who.address)
  const opened = await say('registrations.open', { body: { road: 'person', agreed: true } })
  if (!opened.ok) return false
  const { registration } = opened.body
  const identity = { name: who.name, documentType: 'resident-id', documentNumber: who.documentNumber, sex: who.sex }
  const named = await say('registrations.identity', { body: { registration, ...identity, nationality: '中国' } })
  if (!named.ok) return false
  const sent = await say('registrations.code', { body: { registration, to: number } })
  if (!sent.ok) return false
  const code = await stage.api.readCode(number)
  // The earlier log-in knows natural persons by a registered name (R-POL-20).
  const registeredName = isEarlier(stage) ? { username: who.username } : {}
  const filled = await say('registrations.account', {
    body: { registration, password, confirmation: password, to: number, code, ...registeredName },
  })
  if (!filled.ok) return false
  const body: { registration: string; scan?: string } = { registration }
  if (filled.body.next === 'face') {
    const scan = await say('registrations.scan', { body: { registration } })
    if (!scan.ok) return false
    await stage.api.lookAt(scan.body.scan, scan.body.apps[0] ?? 'province-app')
    body.scan = scan.body.scan
  }
  return (await say('registrations.finish', { body })).ok
}

async function mistype(stage: Stage, life: Life, times: number): Promise<string> {
  let code = ''
  for (let left = times; left > 0; left--) {
    const tried = await tryPassword(stage, life, { ...AT_HOME, password: `${life.password}x` })
    if (tried.ok) return ''
    code = tried.code
  }
  return code
}

/** 忘记密码 by the way somebody likes: a code to their number, or a face. */
export async function recoverPassword(
  stage: Stage,
  life: Life,
  by: { readonly number?: string; readonly address?: string; readonly password: string },
): Promise<boolean> {
  const say = sayAs(stage, by.address ?? life.who.address)
  const who = { documentType: 'resident-id', documentNumber: life.who.documentNumber }
  const begun = await say('forgotten.begin', { body: who })
  if (!begun.ok) return false
  const { token } = begun.body
  const proof = { token, ...(await (by.number === undefined ? byFace() : byCode(by.number))) }
  const proved = await say('forgotten.prove', { body: proof })
  if (!proved.ok) return false
  const { password } = by
  const body = { token: proved.body.token, newPassword: password, confirmation: password }
  return (await say('forgotten.set', { body })).ok

  async function byCode(number: string) {
    const sent = await say('forgotten.code', { body: { token } })
    return sent.ok ? { code: await stage.api.readCode(number) } : {}
  }
  async function byFace() {
    const opened = await say('forgotten.scan', { body: { token } })
    if (!opened.ok) return {}
    await stage.api.lookAt(opened.body.scan, opened.body.apps[0] ?? 'province-app')
    return { scan: opened.body.scan }
  }
}

/** Registering, logging in well and badly, passwords, and what one says of oneself. */
export const accountDeeds = {
  register: async (stage, { person }) => {
    const life = lifeOf(stage, person)
    life.registered = await register(stage, life)
    return life.registered ? 'done' : 'refused'
  },

  'register-again': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    if (!life.registered) return 'idle'
    const made = await register(stage, life)
    // An account that was given up can be opened anew, one that is there can't.
    if (!life.gone) return made ? 'refused' : 'done'
    life.gone = !made
    return made ? 'done' : 'refused'
  },

  'log-in': async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    if (!life.registered) return 'idle'
    if (chance < life.who.typos) await mistype(stage, life, 1)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    await say('session.read')
    await say('menu.read')
    await say('account.view')
    if (chance > 0.5) await say('session.sign-out')
    return 'done'
  },

  'log-in-at-firm': async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    const home = await logIn(stage, life)
    const linked = home === undefined ? undefined : await home('authorisations.list', { query: { link: 'enabled' } })
    const rows = linked?.ok === true ? linked.body.rows : []
    const row = rows[Math.floor(chance * rows.length)]
    const firm = row === undefined ? undefined : stage.firms.get(row.enterpriseId)
    if (firm === undefined) return 'idle'
    const say = await logIn(stage, life, { entrance: 'enterprise', code: firm.creditCode })
    if (say === undefined) return 'refused'
    await say('enterprise.basic')
    return 'done'
  },

  mistype: async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    if (!life.registered) return 'idle'
    await mistype(stage, life, chance < 0.7 ? 1 : 2)
    return (await logIn(stage, life)) === undefined ? 'refused' : 'done'
  },

  'qr-log-in': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    const say = sayAs(stage, life.who.address)
    const opened = await say('qr.open', { body: { page: 'person' } })
    if (!opened.ok) return 'refused'
    const app = opened.body.apps[0] ?? 'province-app'
    const session = await stage.api.openApp(app, life.who.documentNumber)
    if (session === undefined) return 'idle'
    await stage.api.lookAt(opened.body.scan, app, 'own', session)
    return outcomeOf(await say('qr.take', { body: { scan: opened.body.scan } }))
  },

  // Five wrong ones lock for the day; half of them ask for their password at once, the others unlock or wait.
  'lock-out': async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    if (!life.registered || life.gone) return 'idle'
    const code = await mistype(stage, life, 6)
    if (code === '') return 'idle'
    if (chance < 0.3) await unlock(stage, life)
    else if (chance < 0.7) await forget(stage, life)
    return 'done'
  },

  'unlock-by-face': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    if (!life.registered || life.gone) return 'idle'
    return (await unlock(stage, life)) ? 'done' : 'refused'
  },

  'forget-password': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    if (!life.registered || life.gone) return 'idle'
    return (await forget(stage, life)) ? 'done' : 'refused'
  },

  'change-password': async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    const password = nextPassword(life)
    const wanted = { newPassword: password, confirmation: password }
    const scan = chance < 0.5 ? undefined : await proveByFace(stage, life, say, 'account.change-password')
    const body =
      scan === undefined
        ? { by: 'password' as const, oldPassword: life.password, ...wanted }
        : { by: 'face' as const, scan, ...wanted }
    const changed = await say('account.change-password', { body })
    if (changed.ok) keepPassword(life, password)
    return outcomeOf(changed)
  },

  'set-username': async (stage, { person, chance }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    const proof = await prove(stage, life, say, 'account.set-username')
    const username = `${life.who.username}${chance < 0.5 ? '' : `.${String(Math.floor(chance * 100))}`}`.slice(0, 20)
    return outcomeOf(await say('account.set-username', { body: { username, ...proof } }))
  },

  'set-address': async (stage, { person, chance }) => {
    const say = await logIn(stage, lifeOf(stage, person))
    if (say === undefined) return 'refused'
    const address = `绥中县中央大街 ${String(Math.ceil(chance * 200))} 号`
    return outcomeOf(await say('account.set-contact-address', { body: { address } }))
  },

  'set-email': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    const email = `${life.who.username}@example.org`
    const sent = await say('account.send-mail-code', { body: { email } })
    if (!sent.ok) return 'refused'
    return outcomeOf(await say('account.set-email', { body: { email, code: await stage.api.readCode(email) } }))
  },

  'state-validity': async (stage, { person, chance }) => {
    const say = await logIn(stage, lifeOf(stage, person))
    if (say === undefined) return 'refused'
    const start = `20${String(10 + Math.floor(chance * 14))}-05-01`
    const body = { kind: 'custom' as const, start, end: `${String(Number(start.slice(0, 4)) + 20)}-05-01` }
    return outcomeOf(await say('account.set-validity', { body }))
  },

  'raise-level': async (stage, { person }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined) return 'refused'
    const scan = await proveByFace(stage, life, say, 'level.raise')
    return outcomeOf(await say('level.raise', { body: scan === undefined ? {} : { scan } }))
  },

  'announce-firm': async (stage, deed) => {
    const firm = firmOf(stage, deed.firm)
    const { name, creditCode, manager, finance, clerk } = firm
    const named = (place: number, role: 'legal-representative' | 'finance-officer' | 'staff') => {
      const { who } = lifeOf(stage, place)
      const document = { documentType: 'resident-id' as const, documentNumber: who.documentNumber }
      return { name: who.name, ...document, role, mobile: who.numbers[0], fixedLine: null }
    }
    const people = [named(manager, 'legal-representative'), named(finance, 'finance-officer')]
    if (clerk !== undefined) people.push(named(clerk, 'staff'))
    const enterprise = { creditCode, taxpayerNumber: null, name, taxAuthority: '国家税务总局绥中县税务局' }
    const made = await stage.api.announce({ enterprise, people })
    if (made === undefined) return 'refused'
    stage.firms.set(made.enterpriseId, firm)
    if (isEarlier(stage)) await collectCertificate(stage, creditCode)
    return 'done'
  },

  deregister: async (stage, { person }) => {
    const life = lifeOf(stage, person)
    const say = await logIn(stage, life)
    if (say === undefined || life.number === undefined) return 'refused'
    await say('account.view-deregistration')
    const sent = await say('account.confirm-deregistration', { body: { agreed: true } })
    if (!sent.ok) return 'refused'
    const code = await stage.api.readCode(life.number)
    const ended = await say('account.deregister', { body: { agreed: true, code } })
    if (!ended.ok) return 'refused'
    life.gone = true
    // Whoever tries once more finds nothing: no effect is left of the account.
    await logIn(stage, life)
    return 'done'
  },
} satisfies Partial<Deeds>

/** Where enterprises have a password of their own, a counter opens their account and prints it (R-EPW-01). */
async function collectCertificate({ api, certificates }: Stage, creditCode: string): Promise<void> {
  const password = await api.takeCertificate(creditCode)
  if (password !== undefined) certificates.set(creditCode, password)
}

async function forget(stage: Stage, life: Life): Promise<boolean> {
  const password = nextPassword(life)
  const byCode = life.who.factor === 'sms' && life.number !== undefined ? { number: life.number } : {}
  const recovered = await recoverPassword(stage, life, { ...byCode, password })
  if (recovered) keepPassword(life, password)
  return recovered
}

async function unlock(stage: Stage, { who }: Life): Promise<boolean> {
  const say = sayAs(stage, who.address)
  const opened = await say('unlock.open', {
    body: { documentType: 'resident-id', documentNumber: who.documentNumber },
  })
  if (!opened.ok) return false
  await stage.api.lookAt(opened.body.scan, opened.body.apps[0] ?? 'province-app')
  return (await say('unlock.finish', { body: { scan: opened.body.scan } })).ok
}
