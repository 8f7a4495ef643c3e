import { makeEnterprise, makePerson, type EnterpriseFacts, type PersonFacts } from './facts.ts'
import { Unlike, type World } from './world.ts'

const SLID = { challenge: 'slider', answer: 'right' }

/** A person who exists, with an account unless the case wants none: registered page by page, as anybody is. */
export async function placePerson(world: World, name: string, registered: boolean): Promise<void> {
  const facts = makePerson()
  world.keep(name, facts)
  if (!registered) return
  const { registration } = await world.ask('POST /v1/registrations', { road: 'person', agreed: true })
  const identity = { name: facts.name, documentType: facts.documentType, documentNumber: facts.document }
  const page = { registration, ...identity, sex: sexOf(facts), nationality: '中国' }
  await world.ask('PUT /v1/registrations/identity', page)
  await world.ask('POST /v1/registrations/code', { registration, to: facts.number })
  const code = await world.central.readCode(facts.number)
  const passwords = { password: facts.password, confirmation: facts.password }
  // The earlier log-in knows natural persons by a registered name (R-POL-20).
  const named = world.profile === 'liaoning-legacy' ? { username: facts.username } : {}
  await world.ask('PUT /v1/registrations/account', { registration, ...named, ...passwords, to: facts.number, code })
  const opened = await world.ask('POST /v1/registrations/scan', { registration })
  await look(world, { scan: opened['scan'], app: (opened['apps'] as string[])[0] })
  await world.ask('POST /v1/registrations/finish', { registration, scan: opened['scan'] })
}

export const sexOf = ({ document }: PersonFacts): 'male' | 'female' =>
  Number(document[16]) % 2 === 1 ? 'male' : 'female'

/** Lets an APP on somebody's phone read a QR code; `session` is what it is logged in to. */
export async function look(world: World, given: Readonly<Record<string, unknown>>): Promise<unknown> {
  return (await world.ask('POST /stand-ins/phone/scans', given))['result']
}

const ROLES = ['legal-representative', 'finance-officer', 'staff', 'invoice-buyer'] as const
type People = Partial<Record<(typeof ROLES)[number], string>>

/**
 * An enterprise as the core tax system tells of it, with its people. Unless `bound` is false its managers take it up,
 * each by 法定代表人(财务负责人)绑定 (R-BND-01).
 */
export async function placeEnterprise(world: World, name: string, people: People, bound: boolean): Promise<void> {
  const facts = makeEnterprise()
  world.keep(name, facts)
  await tellCore(world, name, people)
  if (!bound) return
  for (const role of ROLES.slice(0, 2)) {
    const who = people[role]
    if (who === undefined) continue
    await logIn(world, who, { session: `${who}.session` })
    await world.ask('POST /v1/me/bindings', { enterpriseId: world.recall(`${name}.id`), identityType: role }, who)
  }
}

/** Writes an enterprise's people in the core tax system's book, in the place of those it had there. */
export async function tellCore(world: World, name: string, people: People): Promise<void> {
  const { name: enterpriseName, code } = world.recall(name) as EnterpriseFacts
  const named = Object.entries(people).map(([role, who]) => {
    const { name: personName, documentType, document, number } = world.recall(who) as PersonFacts
    return { name: personName, documentType, documentNumber: document, role, mobile: number, fixedLine: null }
  })
  const enterprise = { creditCode: code, taxpayerNumber: null, name: enterpriseName, taxAuthority: '国家税务总局' }
  const made = await world.ask('POST /stand-ins/core/records', { enterprise, people: named })
  world.keep(`${name}.id`, made['enterpriseId'])
}

/** Where somebody logs in, and where their log-in is kept. */
export interface LogIn {
  readonly at?: string
  /** An enterprise by whose code an agency logs in, or whose cross-region projects are meant. */
  readonly agency?: string
  readonly special?: string
  readonly projectKind?: string
  readonly as?: string
  readonly factor?: 'sms' | 'province-app' | 'iit-app'
  readonly password?: string
  readonly session: string
}

/** Logs in by both steps, at an enterprise's entrance or one's own. @throws Unlike when it doesn't end there */
export async function logIn(world: World, who: string, how: LogIn): Promise<void> {
  const { as = '', factor = 'province-app', session } = how
  const facts = world.recall(who) as PersonFacts
  const { password = facts.password } = how
  const form = { account: facts.document, password, humanCheck: SLID }
  const page = { ...entranceOf(world, how), ...form }
  const { token } = await world.ask('POST /v1/auth/first-step', page)
  const proof = { token, factor, identityType: as, ...(await proveAtLogIn(world, facts, String(token), factor)) }
  const done = await world.ask('POST /v1/auth/second-step', proof)
  if (done['next'] !== 'done') throw new Unlike(`the log-in of ${who} ended at ${String(done['next'])}`)
  world.keep(session, done['token'])
}

function entranceOf(world: World, { at, agency, special, projectKind = 'report' }: LogIn) {
  const codeOf = (name: string) => world.recall(`${name}.code`)
  if (agency !== undefined) return { entrance: 'agency', agencyCode: codeOf(agency) }
  if (special !== undefined) return { entrance: 'special', projectKind, enterpriseCode: codeOf(special) }
  return at === undefined
    ? { entrance: 'person', tab: 'document' }
    : { entrance: 'enterprise', enterpriseCode: codeOf(at) }
}

async function proveAtLogIn(world: World, { number }: PersonFacts, token: string, factor: string) {
  if (factor === 'sms') {
    await world.ask('POST /v1/auth/code', { token })
    return { code: await world.central.readCode(number) }
  }
  const { scan } = await world.ask('POST /v1/auth/scan', { token, factor })
  await look(world, { scan, app: factor })
  return { scan }
}
