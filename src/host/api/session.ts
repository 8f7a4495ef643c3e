import { life } from '../life.ts'
import { HostEmitter, strict } from '../strict.ts'
import { permissionHandlers, type PermissionCheckHandler, type PermissionRequestHandler } from './permissions.ts'
import { protocol } from './protocol.ts'
import { webRequest } from './web-request.ts'
import { browserSession } from './windows.ts'

/** The one session: cookies and storage of the profile in userData. */
export class Session extends HostEmitter {
  readonly protocol = protocol
  readonly webRequest = webRequest

  constructor() {
    const silent = ['will-download', 'select-hid-device', 'select-serial-port', 'select-usb-device', 'preconnect']
    super('session', { fires: [], silent })
  }

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    if (handler) permissionHandlers.request = handler
    else delete permissionHandlers.request
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    if (handler) permissionHandlers.check = handler
    else delete permissionHandlers.check
  }

  /** HID, serial and USB devices are never offered here, so no handler is ever asked. */
  setDevicePermissionHandler(_handler: unknown): void {}

  /** Screen capture is refused by the browser here, so no handler is ever asked. */
  setDisplayMediaRequestHandler(_handler: unknown): void {}

  /** No dictionary is ever loaded here. */
  setSpellCheckerEnabled(_enabled: boolean): void {}

  async clearCache(): Promise<void> {
    await browserSession().forEachTab((tab) => tab.send('Network.clearBrowserCache'))
  }

  /** Clears cookies and storage of the documents that are open. */
  async clearStorageData(): Promise<void> {
    await browserSession().forEachTab(async (tab, origin) => {
      await tab.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
    })
  }
}

const defaultSession = strict('session', new Session())

export const session = strict('session', {
  get defaultSession(): Session {
    if (!life.ready) throw new Error('Session can only be received when app is ready')
    return defaultSession
  },
})
