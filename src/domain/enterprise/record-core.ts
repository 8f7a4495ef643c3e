import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import { defineRefusals } from '../kernel/refusal.ts'
import { normaliseIdentifier } from '../kernel/text.ts'

/** Sent when the core system announces an enterprise: one that is new to the platform is written down (R-PLT-09). */
export interface RecordEnterpriseCommand {
  readonly name: 'enterprise.record-core'
  readonly creditCode: string
  readonly taxpayerNumber: string | null
  readonly enterpriseName: string
  readonly taxAuthority: string
}

export interface EnterpriseEvent {
  readonly kind: 'enterprise-recorded'
  readonly enterprise: Omit<RecordEnterpriseCommand, 'name'> & { readonly id: string; readonly hallId: string }
}

export interface RecordEnterpriseCase {
  readonly known: boolean
  /** The hall of the tax authority in charge, if it has one. */
  readonly hallId: string | undefined
}

export const enterpriseRefusals = defineRefusals({
  'enterprise-system-only': { rule: 'R-HAL-03' },
})

/**
 * Judges an enterprise the core system announces. Nobody registers one here: with the information confirmed at the
 * tax authority it is there (R-PLT-09). What is written down stays; a change of registration is another matter.
 */
export function decideEnterprise(
  state: RecordEnterpriseCase,
  command: RecordEnterpriseCommand,
  context: DecideContext,
): Decision<EnterpriseEvent> {
  if (context.actor.kind !== 'system') return refused(enterpriseRefusals.make('enterprise-system-only'))
  if (state.known) return accepted([])
  const { creditCode, taxpayerNumber, enterpriseName, taxAuthority } = command
  const enterprise = {
    id: context.commandId,
    // Without a hall of its own it is nobody's at a counter, and the taxpayers' all the same.
    hallId: state.hallId ?? '',
    creditCode: normaliseIdentifier(creditCode),
    taxpayerNumber: taxpayerNumber === null ? null : normaliseIdentifier(taxpayerNumber),
    enterpriseName,
    taxAuthority,
  }
  return accepted([{ kind: 'enterprise-recorded', enterprise }])
}
