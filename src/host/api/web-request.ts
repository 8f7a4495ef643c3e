import { notImplemented, strict } from '../strict.ts'
import type { WebContents } from './web-contents.ts'

/** A request as the app's listener sees it. */
export interface RequestDetails {
  readonly id: number
  readonly url: string
  readonly method: string
  readonly webContentsId: number
  readonly webContents: WebContents
  readonly resourceType: string
  readonly referrer: string
  readonly timestamp: number
}

type Answer = { readonly cancel?: boolean; readonly redirectURL?: string }
type Listener = (details: RequestDetails, callback: (answer: Answer) => void) => void

let active: { readonly patterns: readonly RegExp[]; readonly listener: Listener } | undefined

/** Chromium's resource types by Electron's names. */
const resourceTypes: Readonly<Record<string, string>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
  Media: 'media',
}

export function electronResourceType(type: string, isMainFrame: boolean): string {
  if (type === 'Document') return isMainFrame ? 'mainFrame' : 'subFrame'
  return resourceTypes[type] ?? 'other'
}

/** Whether the app's onBeforeRequest listener cancels a request. */
export async function isCancelled(details: RequestDetails): Promise<boolean> {
  if (!active || !active.patterns.some((pattern) => pattern.test(details.url))) return false
  const { listener } = active
  const answer = await new Promise<Answer>((resolve) => listener(details, resolve))
  if (answer.redirectURL !== undefined) throw notImplemented('webRequest.onBeforeRequest redirectURL')
  return answer.cancel === true
}

/** A match pattern of Chromium's, where * stands for anything, as an expression; `<all_urls>` matches every address. */
export function matchPattern(pattern: string): RegExp {
  if (pattern === '<all_urls>') return /^/
  if (!/^(\*|[a-z][a-z0-9+.-]*):\/\/[^/]*(\/.*)?$/.test(pattern)) throw new TypeError(`Invalid url pattern ${pattern}`)
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`)
}

export const webRequest = strict('webRequest', {
  /** One listener at a time, as in Electron; null takes it away. */
  onBeforeRequest(...given: unknown[]): void {
    const [filter, listener] = given.length === 1 ? [undefined, given[0]] : given
    if (listener === null) return void (active = undefined)
    const { urls = ['<all_urls>'] } = (filter ?? {}) as { urls?: readonly string[] }
    active = { patterns: urls.map(matchPattern), listener: listener as Listener }
  },
})
