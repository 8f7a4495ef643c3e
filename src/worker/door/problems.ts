/**
 * Why the desk's database can't be opened; each is told to the clerk in words, and nothing of it is written.
 * `damaged` and `database-missing` are what salvage begins with: the key is right, the data isn't.
 */
export type OpenProblem =
  'key-missing' | 'key-wrong' | 'plaintext' | 'foreign' | 'newer-program' | 'in-use' | 'damaged' | 'database-missing'

export class CannotOpen extends Error {
  readonly problem: OpenProblem
  constructor(problem: OpenProblem) {
    super(problem)
    this.name = 'CannotOpen'
    this.problem = problem
  }
}
