import type { Api, Called, CallInput } from './api.ts'
import type { OperationName } from '../contract/public/registry.ts'
import type { Cast, Firm, Townsman } from './cast.ts'
import type { Outcome } from './journal.ts'

/** What becomes of a person of the cast while the days go by: what they know and have in their hand. */
export interface Life {
  readonly who: Townsman
  password: string
  /** The number in their pocket; nothing once it went to somebody else. */
  number: string | undefined
  readonly spares: string[]
  /** How many passwords they have had: the next is made from it. */
  passwords: number
  registered: boolean
  gone: boolean
}

/** Everything a deed is done on. */
export interface Stage {
  readonly api: Api
  readonly cast: Cast
  /** The profile that the central says is in force. */
  readonly profile: string
  /** Passwords of enterprises, as printed on their certificates, where they have one of their own. */
  readonly certificates: Map<string, string>
  readonly lives: readonly Life[]
  /** Which firm an enterprise's id belongs to: lists mask names and codes. */
  readonly firms: Map<string, Firm>
  /** People whom an enterprise has asked, by place, until they have answered. */
  readonly asked: number[]
}

export const newLife = (who: Townsman): Life => ({
  who,
  password: `Town#${String(2600 + who.index)}`,
  number: who.numbers[0],
  spares: [who.numbers[1]],
  passwords: 1,
  registered: false,
  gone: false,
})

export function lifeOf({ lives }: Stage, place: number): Life {
  const life = lives[place % lives.length]
  if (life === undefined) throw new Error('a town without people')
  return life
}

export function firmOf({ cast }: Stage, place: number): Firm {
  const firm = cast.firms[place % cast.firms.length]
  if (firm === undefined) throw new Error('a town without firms')
  return firm
}

/** A call in somebody's name: from their address, in their log-in if they have one. */
export type Say = <Name extends OperationName>(name: Name, input?: CallInput<Name>) => Promise<Called<Name>>

export const sayAs =
  ({ api }: Stage, address: string, token?: string): Say =>
  (name, input) =>
    api.call({ address, token }, name, input)

/** Whether a call went as it was meant. */
export const outcomeOf = ({ ok }: { readonly ok: boolean }): Outcome => (ok ? 'done' : 'refused')

/** The password somebody thinks of next. */
export const nextPassword = (life: Life): string =>
  `Town#${String(2600 + life.who.index)}${'abcdefgh'.charAt(life.passwords % 8)}`

/** Somebody has a new password now. */
export function keepPassword(life: Life, password: string): void {
  life.password = password
  life.passwords++
}

/** A date so many years from the central's day: the end of what is granted here. */
export const VALID_UNTIL = '2030-12-31'
