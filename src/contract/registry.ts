import type { z } from 'zod'
import { agencyCalls } from './agency.ts'
import { bundleCalls } from './bundle.ts'
import type { CallDefinition } from './call.ts'
import { levelCalls } from './level.ts'
import { draftCalls } from './draft.ts'
import { deviceCalls } from './device.ts'
import { captureCalls } from './capture.ts'
import { approvalCalls } from './approval.ts'
import { attachmentCalls } from './attachment.ts'
import { codeCalls } from './code.ts'
import { credentialCalls } from './credential.ts'
import { diagnosisCalls } from './diagnosis.ts'
import { customerCalls, type CustomerTask } from './customer.ts'
import { guideCalls } from './guide.ts'
import { receiptCalls } from './receipt.ts'
import { visitCalls } from './visit.ts'
import { phoneCalls } from './phone.ts'
import { enterpriseCalls } from './enterprise.ts'
import { memberCalls } from './member.ts'
import { packCalls } from './pack.ts'
import { permissionCalls } from './permission.ts'
import { relationCalls } from './relation.ts'
import { importCalls } from './import.ts'
import { loginLogCalls } from './login-log.ts'
import { outboxCalls } from './outbox.ts'
import { personCalls } from './person.ts'
import { revealCalls } from './reveal.ts'
import { searchCalls } from './search.ts'
import { settingsCalls } from './settings.ts'
import { sessionCalls } from './session.ts'
import { storeCalls } from './store.ts'

/** Every call once. The list is written out, not globbed, so that each name can be found by searching for it. */
export const registry = {
  ...agencyCalls,
  ...approvalCalls,
  ...bundleCalls,
  ...codeCalls,
  ...credentialCalls,
  ...customerCalls,
  ...diagnosisCalls,
  ...guideCalls,
  ...receiptCalls,
  ...visitCalls,
  ...attachmentCalls,
  ...captureCalls,
  ...deviceCalls,
  ...draftCalls,
  ...levelCalls,
  ...enterpriseCalls,
  ...memberCalls,
  ...packCalls,
  ...permissionCalls,
  ...phoneCalls,
  ...relationCalls,
  ...importCalls,
  ...loginLogCalls,
  ...outboxCalls,
  ...personCalls,
  ...revealCalls,
  ...searchCalls,
  ...settingsCalls,
  ...sessionCalls,
  ...storeCalls,
} satisfies Record<string, CallDefinition>

export type CallName = keyof typeof registry
export type CallInput<Name extends CallName> = z.input<(typeof registry)[Name]['input']>
export type CallOutput<Name extends CallName> = z.output<(typeof registry)[Name]['output']>

export const isCallName = (name: string): name is CallName => Object.hasOwn(registry, name)

/** The definition behind a name, with its own types forgotten: for plumbing that treats all calls alike. */
export const getCall = (name: CallName): CallDefinition => registry[name]

/** What the data thread tells the pages without being asked. */
export interface Topics {
  /** Tables whose rows changed; stores that show them read again. */
  'rows-changed': { readonly tables: readonly string[] }
  /** The network, the outbox or the freshness of the cache changed. */
  'sync-changed': Record<string, never>
  /** The session ended or locked: pages drop what they show. */
  'session-changed': { readonly state: 'signed-out' | 'locked' | 'signed-in' }
  /** The central's recovery key, for the window process to wrap this desk's key with; the pages never hear it. */
  'recovery-key': { readonly publicKey: string }
  /** The customer screen was asked to show something, or told to go idle. */
  'customer-task': { readonly task: CustomerTask | null }
  /** The customer finished or gave up the task on their screen. */
  'customer-done': {
    readonly taskId: string
    readonly outcome: 'done' | 'cancelled'
    /** Where the signature lies, if one was asked for. */
    readonly signatureAttachmentId?: string
    /** Taken from the screen because the desk was locked, not by anybody's wish. */
    readonly locked?: true
  }
}
export type Topic = keyof Topics
