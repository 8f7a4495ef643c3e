import { randomBytes } from 'node:crypto'
import type { Answer } from './central.ts'
import type { EnterpriseFacts, PersonFacts } from './facts.ts'
import { judge, Unlike, Untold, type World } from './world.ts'

const DAY = 86_400_000
const MINUTE = 60_000
const BEIJING = 8 * 60 * MINUTE
const SPANS: Readonly<Record<string, number>> = { second: 1000, minute: MINUTE, hour: 60 * MINUTE, day: DAY }

/** Milliseconds of a span such as `10 minutes`. @throws Unlike for anything else */
function lengthOf(span: string): number {
  const [, count = '', unit = ''] = /^(\d+) (second|minute|hour|day)s?$/u.exec(span) ?? []
  const length = SPANS[unit]
  if (length === undefined) throw new Unlike(`${span} is no span of time`)
  return Number(count) * length
}

/** Lets time pass at the implementation: a span, or until `midnight` in Beijing. @throws Untold where it can't */
export async function passTime(world: World, span: string): Promise<void> {
  const clock = await world.central.call('GET /stand-ins/clock')
  const { now = 0, settable = false } = (clock.status === 200 ? clock.body : {}) as { now?: number; settable?: boolean }
  if (!settable) throw new Untold('its clock can’t be set on')
  const midnight = Math.floor((now + BEIJING) / DAY + 1) * DAY - BEIJING
  const until = span === 'midnight' ? midnight + MINUTE : now + lengthOf(span)
  judge(await world.central.call('POST /stand-ins/clock', { until }), {}, 'the clock')
}

/** The civil date so many days from the implementation's own. */
export async function dateAfter(world: World, span: string): Promise<string> {
  const { today } = await world.ask('GET /v1/portal')
  return new Date(Date.parse(`${String(today)}T00:00:00Z`) + lengthOf(span)).toISOString().slice(0, 10)
}

/** What shows that a human is at the page, in the kind the profile asks for; the picture is read off its drawing. */
export async function passHumanCheck(world: World): Promise<Readonly<Record<string, unknown>>> {
  const { challenge, picture } = await world.ask('POST /v1/auth/human-check')
  if (typeof picture !== 'string') return { challenge, answer: 'right' }
  const drawing = Buffer.from(picture.split(',')[1] ?? '', 'base64').toString('utf8')
  return { challenge, answer: />(\d{4})</u.exec(drawing)?.[1] ?? '', agreed: true }
}

/** A counter's hands. @throws Untold where the implementation has none */
async function atHall(world: World, what: string, body: unknown): Promise<Answer> {
  const answer = await world.central.call(`POST /stand-ins/hall/${what}`, body)
  if (answer.status === 404) throw new Untold('no hall is at hand')
  return answer
}

const documentOf = (world: World, who: string) => {
  const { documentType, document: documentNumber } = world.recall(who) as PersonFacts
  return { documentType, documentNumber }
}

/** Who is of an agency, and whom each of its clients is handled by. */
export interface Forms {
  readonly people: readonly string[]
  readonly clients: Readonly<Record<string, readonly string[]>>
  readonly from: string
  readonly until: string
}

/** Files both forms of an agency at a hall; the agency is an enterprise of the case, known by its code. */
export async function fileForms(world: World, name: string, { people, clients, from, until }: Forms): Promise<Answer> {
  const { name: agencyName, code: agencyCode } = world.recall(name) as EnterpriseFacts
  return atHall(world, 'agency-forms', {
    agencyCode,
    agencyName,
    people: people.map((who) => ({ personName: world.recall(`${who}.name`), ...documentOf(world, who) })),
    agreements: Object.entries(clients).map(([client, agents]) => ({
      clientCode: world.recall(`${client}.code`),
      agents: agents.map((who) => documentOf(world, who)),
      validFrom: from,
      validUntil: until,
    })),
  })
}

/** Opens or resets the account of an enterprise at a hall; its password is on the certificate (R-EPW-01). */
export async function takeCertificate(world: World, name: string, accountKind: string): Promise<void> {
  const answer = await atHall(world, 'certificates', { enterpriseCode: world.recall(`${name}.code`), accountKind })
  judge(answer, {}, 'the certificate')
  world.keep(`${name}.password`, (answer.body as { password: unknown }).password)
}

/** The smallest bytes that carry the marks and size of a JPEG, no two alike; they can be stored, not looked at. */
export function makePicture(): string {
  const start = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
  const frame = [0xff, 0xc0, 0, 11, 8, 1, 44, 1, 144, 1, 1, 0x11, 0]
  return Buffer.from([...start, ...frame, ...randomBytes(8).map((byte) => byte & 0x7f), 0xff, 0xd9]).toString('base64')
}
