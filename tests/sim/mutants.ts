/** A defect that somebody might put into the protocol, made on purpose. */
export interface Mutant {
  readonly name: string
  /** From the root of the repository. */
  readonly file: string
  /** What stands there exactly once, and what the mutant has instead. */
  readonly find: string
  readonly replace: string
  readonly why: string
}

/** Each of these must make a story break (trust.md 15); one that can't says so, and why. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no-dedupe',
    file: 'src/central/intake.ts',
    find: 'if (known !== undefined) {',
    replace: 'if (known !== undefined && Number(command.seq) < 0) {',
    why: 'a repeated delivery is taken for a new one',
  },
]
