/** What the answer to a call has to be; an answer that has nothing wanted of it has to be good (200). */
export interface Wanted {
  readonly status?: number
  /** The code of the refusal. */
  readonly refused?: string
  /** The rule the refusal names; with `refused` alone any. */
  readonly rule?: string
  /** What the answer has to hold; see `match.ts` for the words. */
  readonly body?: unknown
}

/** One step: the key that says what is done, and what belongs to it. README.md lists them all. */
export type Step = Readonly<Record<string, unknown>>

/** A given/when/then case of one rule. */
export interface Case {
  readonly id: string
  readonly title: string
  /** Profiles in which it holds; where none is named, those with the present log-in: liaoning and shandong. */
  readonly profiles?: readonly string[]
  readonly given?: readonly Step[]
  readonly when: readonly Step[]
  readonly then: readonly Step[]
}

/** A file of cases: one rule group. */
export interface Group {
  readonly group: string
  /** Steps that several cases begin with, by name; a case takes them up by `{ "use": "name" }`. */
  readonly fixtures?: Readonly<Record<string, readonly Step[]>>
  readonly cases: readonly Case[]
}
