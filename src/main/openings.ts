/**
 * Tries to open the desk, one after the other. One that fails, on a full disk for example, is told to whoever asked for
 * it and to nobody else: the doors stay as they were, for the next try.
 */
export class Openings {
  #last: Promise<void> = Promise.resolve()

  /** Begins once the one before is over. @throws what `open` throws */
  begin(open: () => Promise<void>): Promise<void> {
    const opening = this.#last.then(open)
    this.#last = opening.catch(() => undefined)
    return opening
  }

  /** Resolves once no opening is under way, whatever came of it. */
  over(): Promise<void> {
    return this.#last
  }
}
