import type { Answer } from './central.ts'
import type { PersonFacts } from './facts.ts'
import { logIn, look, placeEnterprise, placePerson, tellCore, type LogIn } from './fixtures.ts'
import type { Step, Wanted } from './format.ts'
import { dateAfter, fileForms, makePicture, passHumanCheck, passTime, takeCertificate } from './outside.ts'
import { dig, judge, Unlike, type World } from './world.ts'

/** What stands beside the key of a step; the last answer of a case is that of its last call or look. */
interface Given {
  readonly by?: string
  readonly to?: string
  readonly keep?: string | Readonly<Record<string, string>>
  readonly at?: string
  readonly as?: string
  readonly app?: string
  readonly face?: string
  readonly session?: string
  readonly send?: unknown
  readonly times?: number
  readonly answers?: Wanted
  readonly answer?: string
  readonly lasting?: boolean
  readonly registered?: boolean
  readonly bound?: boolean
  readonly people?: Readonly<Record<string, string>>
  /** Of an agency. */
  readonly agents?: readonly string[]
  readonly clients?: Readonly<Record<string, readonly string[]>>
  readonly from?: string
  readonly until?: string
  readonly account?: string
}

type Verb = (world: World, subject: string, given: Given) => Promise<Answer | undefined>

function keepAs(world: World, { keep }: Given, value: unknown): undefined {
  if (typeof keep === 'string') world.keep(keep, value)
}

/** A code that was sent, with another digit at its end. */
const spoil = (code: string): string => code.slice(0, -1) + String((Number(code.at(-1)) + 1) % 10)

/** Every step there is, by the key it begins with. README.md says what each takes. */
const VERBS: Readonly<Record<string, Verb>> = {
  person: async (world, name, { registered }) => {
    await placePerson(world, name, registered !== false)
    return undefined
  },
  enterprise: async (world, name, { people, bound }) => {
    await placeEnterprise(world, name, people ?? {}, bound !== false)
    return undefined
  },
  core: async (world, name, { people }) => {
    await tellCore(world, name, people ?? {})
    return undefined
  },
  standIn: async (world, name, { answer = '', lasting }) => {
    await world.central.steer(name, answer, lasting)
    return undefined
  },

  // What a counter does, where one is at hand; and what passes by itself.
  agency: (world, name, { agents = [], clients = {}, from = '2020-01-01', until = '2099-12-31' }) =>
    fileForms(world, name, { people: agents, clients, from, until }),
  certificate: async (world, name, { account = 'tax', ...given }) => {
    await takeCertificate(world, name, account)
    return keepAs(world, given, world.recall(`${name}.password`))
  },
  wait: async (world, span) => {
    await passTime(world, span)
    return undefined
  },
  date: async (world, span, given) => keepAs(world, given, await dateAfter(world, span)),

  humanCheck: async (world, name) => {
    world.keep(name, await passHumanCheck(world))
    return undefined
  },
  picture: (world, name) => {
    world.keep(name, makePicture())
    return Promise.resolve(undefined)
  },

  logIn: async (world, who, { keep, ...how }) => {
    const session = `${typeof keep === 'string' ? keep : who}.session`
    await logIn(world, who, { ...(how as Omit<LogIn, 'session'>), session })
    return undefined
  },
  openApp: async (world, who, { app = 'province-app', at, as, ...given }) => {
    const { documentType, document: documentNumber } = world.recall(who) as PersonFacts
    const enterprise =
      at === undefined ? {} : { enterprise: { enterpriseId: world.recall(`${at}.id`), identityType: as } }
    const opened = await world.ask('POST /stand-ins/phone/sessions', {
      app,
      documentType,
      documentNumber,
      ...enterprise,
    })
    return keepAs(world, given, opened['session'])
  },

  // Within a log-in, for an act: a code that is sent and read, a QR code that is opened and looked at.
  sendCode: async (world, purpose, { by = '', to, ...given }) => {
    await world.ask('POST /v1/me/codes', { purpose, ...(to === undefined ? {} : { number: to }) }, by)
    return keepAs(world, given, await world.central.readCode(to ?? String(world.recall(`${by}.number`))))
  },
  scan: async (world, purpose, { by, face, app, ...given }) => {
    const opened = await world.ask('POST /v1/me/scans', { purpose }, by)
    if (face !== undefined) await world.central.steer('face', face)
    await look(world, { scan: opened['scan'], app: app ?? (opened['apps'] as string[])[0] })
    return keepAs(world, given, opened['scan'])
  },

  readCode: async (world, to, given) => keepAs(world, given, await world.central.readCode(to)),
  otherThan: (world, code, given) => Promise.resolve(keepAs(world, given, spoil(code))),

  look: async (world, scan, { face, app = 'province-app', session }) => {
    if (face !== undefined) await world.central.steer('face', face)
    return world.central.call('POST /stand-ins/phone/scans', {
      scan,
      app,
      ...(session === undefined ? {} : { session }),
    })
  },
  call: async (world, route, { by, send, times = 1, answers }) => {
    let answer = await world.central.call(route, send, world.tokenOf(by))
    for (let count = 1; count < times; count++) {
      if (answers !== undefined) judge(answer, answers, route)
      answer = await world.central.call(route, send, world.tokenOf(by))
    }
    return answer
  },
}

const verbOf = (step: Step): string | undefined => Object.keys(step).find((key) => Object.hasOwn(VERBS, key))

/** Whether a step does something; the others say what the answer before has to be. */
export const isDeed = (step: Step): boolean => verbOf(step) !== undefined

/**
 * Does one step. The answer of a call is held to what it `answers`; where it says nothing, to being good if `strict`.
 * @returns the answer, of a step that has one
 * @throws Unlike
 */
export async function take(world: World, step: Step, strict: boolean): Promise<Answer | undefined> {
  const key = verbOf(step)
  if (key === undefined) throw new Unlike(`no step begins with ${Object.keys(step).join(', ')}`)
  const given = world.fill(step) as Given & Record<string, unknown>
  const answer = await VERBS[key]?.(world, String(given[key]), given)
  if (answer === undefined) return undefined
  const { answers = strict ? {} : undefined, keep = {} } = given
  if (answers !== undefined) judge(answer, answers, String(given[key]))
  if (typeof keep === 'object')
    for (const [name, path] of Object.entries(keep)) world.keep(name, dig(answer.body, path))
  return answer
}
