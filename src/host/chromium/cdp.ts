/** Answers and events of the Chrome DevTools Protocol, as far as the host reads them. */

export interface CdpEvent {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly sessionId?: string
}

export interface TargetInfo {
  readonly targetId: string
  readonly type: string
  readonly url: string
  readonly openerId?: string
}

export interface AttachedToTarget {
  readonly sessionId: string
  readonly targetInfo: TargetInfo
  readonly waitingForDebugger: boolean
}

export interface RequestPaused {
  readonly requestId: string
  readonly frameId: string
  readonly resourceType: string
  readonly redirectedRequestId?: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly hasPostData?: boolean
    readonly postDataEntries?: readonly { readonly bytes?: string }[]
  }
}

export interface HeaderEntry {
  readonly name: string
  readonly value: string
}

export interface EvaluateResult {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
}

/** Sends one command of one session and resolves with its answer. */
export type Send = (method: string, params?: object) => Promise<unknown>
