import { life } from '../life.ts'
import { type Privileges, schemes } from '../schemes.ts'
import { notImplemented, strict } from '../strict.ts'

/** Answers a request of one of the app's schemes. */
export type ProtocolHandler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, ProtocolHandler>()
let registered = false

/** The handler of an address, if its scheme has one. */
export function findHandler(url: string): ProtocolHandler | undefined {
  return handlers.get(url.slice(0, url.indexOf(':')))
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: readonly { scheme: string; privileges?: Privileges }[]): void {
    if (life.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (registered) throw new Error('protocol.registerSchemesAsPrivileged can be called only once')
    registered = true
    for (const { scheme, privileges = {} } of list) schemes.register(scheme, privileges)
  },
  handle(scheme: string, handler: ProtocolHandler): void {
    if (!life.ready) throw new Error('protocol.handle can only be used after app is ready')
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    if (!schemes.has(scheme)) throw notImplemented(`protocol.handle for '${scheme}' (register it as standard first)`)
    handlers.set(scheme, handler)
  },
  unhandle(scheme: string): void {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unregister protocol: ${scheme}`)
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
})
