import type { CardDocumentType, ReadFields, ReadProblem } from '../../contract/device.ts'

/** A card as the reader's chip read it. */
export interface CardReading {
  readonly documentType: CardDocumentType
  readonly fields: ReadFields
  /** The portrait on the chip, JPEG or PNG, where the reader hands one over. */
  readonly portrait: Uint8Array | undefined
  /** The card's own serial or, where the reader tells none, what identifies it otherwise. */
  readonly serial: string
  /** The reply as it came, without the portrait: the evidence that this was read and not typed. */
  readonly evidence: string
}

/** A reader that couldn't do what it was asked; `problem` is what the clerk is told. */
export class CardReaderProblem extends Error {
  readonly problem: ReadProblem
  constructor(problem: ReadProblem) {
    super(problem)
    this.name = 'CardReaderProblem'
    this.problem = problem
  }
}

export interface ReadOptions {
  readonly timeoutMs: number
  /** Aborted when the clerk gives up waiting for the card. */
  readonly signal: AbortSignal
}

/**
 * A reader of identity cards beside the desk. Whatever stands behind it: no reply is run as code, every reply is
 * bounded and parsed strictly, one read at a time, and a card that was read must be lifted before it is read again.
 */
export interface CardReader {
  /** Short name of the driver, kept with each reading. */
  readonly driver: string
  /** @throws CardReaderProblem `not-running` or `no-device`. */
  open(): Promise<void>
  /** Whether a read could begin now; never throws. */
  status(): Promise<{ readonly ready: boolean; readonly problem?: ReadProblem }>
  /**
   * Waits for a card and reads it.
   * @throws CardReaderProblem; after any of them the next read starts afresh.
   */
  read(options: ReadOptions): Promise<CardReading>
  close(): Promise<void>
}
