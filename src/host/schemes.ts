import type { HeaderEntry } from './chromium/cdp.ts'
import { notImplemented } from './strict.ts'

/** Privileges of a scheme, as `protocol.registerSchemesAsPrivileged` takes them. */
export type Privileges = Readonly<Record<string, boolean>>

const allowed = new Set(['standard', 'secure', 'supportFetchAPI', 'stream', 'codeCache', 'corsEnabled'])
const schemeName = /^[a-z][a-z0-9-]*$/
const policyHeader = /^content-security-policy(-report-only)?$/
const addressHeader = /^(location|content-location|access-control-allow-origin|referer|origin)$/

/**
 * The app's own schemes. Chromium is shown `app://desk/x` as `https://desk.app.invalid/x`: a secure origin that no name
 * server knows, answered before it could reach a socket.
 */
export class SchemeTable {
  readonly #schemes = new Set<string>()

  /** Adds a scheme; only standard ones, and no privilege that would undo the page's fences. */
  register(scheme: string, privileges: Privileges): void {
    if (!schemeName.test(scheme)) throw notImplemented(`the scheme name '${scheme}'`)
    for (const [name, wanted] of Object.entries(privileges))
      if (wanted && !allowed.has(name)) throw notImplemented(`the privilege ${name} of '${scheme}'`)
    if (!privileges['standard']) throw notImplemented(`'${scheme}' without the privilege standard`)
    this.#schemes.add(scheme)
  }

  has(scheme: string): boolean {
    return this.#schemes.has(scheme)
  }

  /** An address as the browser knows it. */
  toPage(url: string): string {
    const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9-]*):\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
    return this.has(scheme) ? `https://${host}.${scheme}.invalid${rest.startsWith('/') ? '' : '/'}${rest}` : url
  }

  /** An address as the app knows it. */
  fromPage(url: string): string {
    const [, host = '', scheme = '', rest = ''] =
      /^https:\/\/([^/?#]+)\.([a-z][a-z0-9-]*)\.invalid(.*)$/.exec(url) ?? []
    return this.has(scheme) ? `${scheme}://${host}${rest}` : url
  }

  /** Answer headers for the browser: addresses and policies that name the app's schemes name their stand-ins. */
  headersToPage(headers: Headers): HeaderEntry[] {
    return [...headers].map(([name, value]) => {
      if (policyHeader.test(name)) return { name, value: this.#policyToPage(value) }
      return { name, value: addressHeader.test(name) ? trimOrigin(value, this.toPage(value)) : value }
    })
  }

  /** Request headers for the app. */
  headersFromPage(headers: Readonly<Record<string, string>>): Headers {
    const own = Object.entries(headers).map(([name, value]): [string, string] => [
      name,
      addressHeader.test(name.toLowerCase()) ? this.fromPage(value) : value,
    ])
    return new Headers(own)
  }

  /** `app:` and `app://desk` in a content security policy. */
  #policyToPage(policy: string): string {
    return policy.replace(
      /(?<=^|[\s;])([a-z][a-z0-9-]*):(\/\/[^\s;]+)?(?=[\s;,]|$)/g,
      (source, scheme: string, rest?: string) => {
        if (!this.has(scheme)) return source
        return rest === undefined ? `https://*.${scheme}.invalid` : trimOrigin(source, this.toPage(source))
      },
    )
  }
}

/** An origin has no path: it must not gain one. */
function trimOrigin(before: string, after: string): string {
  return /^[a-z][a-z0-9-]*:\/\/[^/]*$/.test(before) ? after.replace(/\/$/, '') : after
}

export const schemes = new SchemeTable()
