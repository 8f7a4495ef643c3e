/** A command that waits for a second person, as the central holds it. */
export interface HeldItem {
  readonly commandId: string
  readonly hallId: string
  readonly state: string
  readonly waitsFor: string | null
  /** Who recorded the command, and who stood behind the visit. */
  readonly operatorId: string
  /** Grows with every change of the item, so that an answer is tied to what was read. */
  readonly version: number
}

export interface ApprovalState {
  readonly item: HeldItem | undefined
  /** Whether the approver has just entered their own password again, and it was right. */
  readonly passwordRight: boolean
}

export interface ApprovalCommand {
  readonly name: 'approval.decide'
  readonly commandId: string
  readonly granted: boolean
  /** Why; a refusal of a colleague's work is never given without one. */
  readonly reason: string
  /** The version of the item on the approver's screen. */
  readonly seenVersion: number
}

/** The answer of the second person, to be kept as the proof the command waits for. */
export interface ApprovalEvent {
  readonly kind: 'approval-given'
  readonly commandId: string
  readonly granted: boolean
  readonly by: string
}
