import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandReceipt } from '../../../src/contract/call.ts'
import type { PhoneRow } from '../../../src/contract/phone.ts'
import type { Envelope } from '../../../src/contract/envelope.ts'
import { chanceOf } from '../../support/soak.ts'
import { jpeg } from '../../support/pictures.ts'
import type { Acknowledged, ActKind, DeskOrder } from './child.ts'
import { planted } from './planted.ts'
import { caseOf, plantedNumber } from './typed.ts'

type Call = (name: string, input: unknown) => Promise<Envelope<unknown>>
type Say = (what: string, content?: unknown) => void

/** Signs in, receives people and does act after act, each as soon as the one before was answered. */
export class Clerk {
  readonly #order: DeskOrder
  readonly #call: Call
  readonly #say: Say
  readonly #chance: () => number
  constructor(order: DeskOrder, call: Call, say: Say) {
    this.#order = order
    this.#call = call
    this.#say = say
    this.#chance = chanceOf(order.seed)
  }

  async work(): Promise<void> {
    const { enrolCode, count, login, password } = this.#order
    if (enrolCode !== undefined) {
      await this.#get('session.enrol', { code: enrolCode, name: '1号窗口' })
      this.#say('enrolled')
    }
    if (count === 0) return
    await this.#get('session.sign-in', { login, password })
    this.#say('signed-in')
    for (let act = 0; act < count; act++) await this.#act(act)
  }

  async #get(name: string, input: unknown): Promise<unknown> {
    const envelope = await this.#call(name, input)
    if (envelope.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(envelope)}`)
    return envelope.value
  }

  #pick<Kind>(from: readonly Kind[]): Kind {
    const kind = from[Math.floor(this.#chance() * from.length)]
    if (kind === undefined) throw new Error('nothing to choose from')
    return kind
  }

  async #act(place: number): Promise<void> {
    const kind: ActKind = this.#pick(this.#order.acts)
    const personId = `p${String(1 + Math.floor(this.#chance() * this.#order.people))}`
    switch (kind) {
      case 'capture':
        return this.#capture()
      case 'phone':
        await this.#receive({ by: 'person', personId })
        if (this.#chance() < 0.5) {
          const phoneId = `${personId}-${this.#pick(['1', '2'])}`
          return this.#record('phone.set-default', { personId, phoneId }, `${phoneId} ${randomUUID()}`)
        }
        return this.#add(personId)
      case 'relation':
        await this.#receive({ by: 'person', personId })
        return this.#apply(personId)
      case 'draft':
        return this.#draft()
      case 'planted':
        return this.#meetPlanted((this.#order.firstPlanted ?? 0) + place)
      case 'watch':
        return this.#watch()
      case 'wait':
        await sleep(20)
    }
  }

  async #receive(met: unknown): Promise<void> {
    if ((await this.#get('visit.current', {})) !== null) await this.#get('visit.end', {})
    // Whoever signs in quickly may be there before the first round with the central brings the people of the day.
    for (let tries = 0; tries < 100; tries++) {
      const envelope = await this.#call('visit.start', { met })
      if (envelope.kind === 'ok') return
      if (envelope.kind !== 'refused' || envelope.refusal.code !== 'visit-person-unknown') break
      await sleep(100)
    }
    await this.#get('visit.start', { met })
  }

  async #add(personId: string): Promise<void> {
    const number = plantedNumber()
    await this.#record('phone.add', { personId, number }, number)
  }

  async #apply(personId: string): Promise<void> {
    const enterpriseCode = this.#pick(['code of e1', 'code of e2', 'code of e3'])
    const terms = { identityType: 'staff', functions: ['filing.declare'], validUntil: '2030-01-01' }
    await this.#record('relation.apply', { personId, enterpriseCode, ...terms }, `${personId} ${enterpriseCode}`)
  }

  /** Somebody whom the desk doesn't know yet, with five pictures. */
  async #capture(): Promise<void> {
    const attachmentIds: string[] = []
    for (const purpose of ['card-front', 'portrait', 'card-back', 'scene', 'signature']) {
      const content = new Uint8Array([...jpeg(400, 300).slice(0, -2), ...randomBytes(2000), 0xff, 0xd9])
      const { id } = (await this.#get('attachment.put', { content, purpose })) as { id: string }
      attachmentIds.push(id)
    }
    const submission = caseOf(attachmentIds)
    const { name, documentNumber: number } = submission.information
    await this.#receive({ by: 'document', documentType: 'resident-id', number, name })
    await this.#record('capture.submit', submission, submission.caseId)
  }

  /** Looks at what the central changes on and on, and says what is on the screen. */
  async #watch(): Promise<void> {
    const phones = (await this.#get('phone.list', { personId: 'p1' })) as PhoneRow[]
    const [newest = 0] = phones.map((phone) => phone.verifiedAt ?? 0).toSorted((a, b) => b - a)
    this.#say('shown', newest)
    await sleep(5)
  }

  /** Everything a day does with somebody: looked up, revealed, received, captured; half of them are new here. */
  async #meetPlanted(n: number): Promise<void> {
    const { name, documentNumber: number, phone, newPhone, portrait } = planted(n)
    for (const text of [name, number, phone]) await this.#get('search.find', { text })
    const content = { name, number, phone: newPhone }
    await this.#get('draft.save', { kind: 'capture', title: '令** · 2101**********', content })
    if (n % 2 === 0) {
      const personId = `planted-${String(n)}`
      await this.#receive({ by: 'person', personId })
      await this.#get('reveal.field', { kind: 'person', id: personId, field: 'name', reason: '核对姓名' })
      await this.#call('phone.add', { personId, number: newPhone, seen: {} })
    } else {
      const attachmentIds: string[] = []
      for (const purpose of ['card-front', 'portrait', 'card-back', 'scene', 'signature']) {
        const { id } = (await this.#get('attachment.put', { content: portrait, purpose })) as { id: string }
        attachmentIds.push(id)
      }
      const submission = caseOf(attachmentIds)
      const information = { ...submission.information, name, documentNumber: number }
      await this.#receive({ by: 'document', documentType: 'resident-id', number, name })
      await this.#call('capture.submit', { ...submission, information, phone: newPhone, seen: {} })
    }
    this.#say('met', n)
  }

  async #draft(): Promise<void> {
    const mark = randomUUID()
    if (this.#order.early) this.#say('kept', mark)
    await this.#get('draft.save', { kind: 'capture', title: '关* · 2101**********1234', content: { mark } })
    if (!this.#order.early) this.#say('kept', mark)
  }

  /** Does one act and says so when, and only when, it was answered as recorded. */
  async #record(name: string, input: Readonly<Record<string, unknown>>, mark: string): Promise<void> {
    const say = (acknowledged: Acknowledged) => {
      this.#say('recorded', acknowledged)
    }
    if (this.#order.early) say({ name, mark })
    const began = performance.now()
    const envelope = await this.#call(name, { ...input, seen: {} })
    const waited = performance.now() - began
    if (envelope.kind === 'fault') throw new Error(`${name}: ${JSON.stringify(envelope)}`)
    if (envelope.kind === 'refused') this.#say('refused', { name, code: envelope.refusal.code })
    else if (!this.#order.early) {
      const { commandId, seq } = envelope.value as CommandReceipt
      say({ commandId, seq, name, mark, waited })
    }
  }
}
