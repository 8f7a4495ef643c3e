/**
 * A refusal says which rule a command breaks. It is an answer, not a fault: it crosses every wall as data,
 * and the words for it live in the locales under its code.
 */
export interface Refusal {
  /** Stable name, never reused, e.g. `phone-default-not-deletable`. */
  readonly code: string
  /** The rule it keeps, e.g. `R-PHN-13`. */
  readonly rule: string
  /** The prescribed message, if the rules prescribe one, e.g. `R-MSG-33`. */
  readonly message?: string
  /** The input field at fault, if there is one, so that the form can point at it. */
  readonly field?: string
  /** Values for the words, never personal data beyond what the caller typed. */
  readonly values?: Readonly<Record<string, string | number>>
  /** Whether the same command can succeed later without being changed. */
  readonly retry: boolean
}

/** One line of a feature's refusal list. */
export interface RefusalRow {
  readonly rule: string
  readonly message?: string
  readonly field?: string
  readonly retry?: true
}

/** A feature's closed list of refusals; the order of the keys is the order of precedence. */
export type RefusalList<Code extends string> = Readonly<Record<Code, RefusalRow>>

/** Declares a feature's refusals; its result makes one by code. */
export function defineRefusals<Code extends string>(list: RefusalList<Code>) {
  const make = (code: Code, values?: Refusal['values']): Refusal => {
    const { rule, message, field, retry } = list[code]
    return {
      code,
      rule,
      ...(message === undefined ? {} : { message }),
      ...(field === undefined ? {} : { field }),
      ...(values === undefined ? {} : { values }),
      retry: retry === true,
    }
  }
  return { list, make, codes: Object.keys(list) as Code[] }
}
