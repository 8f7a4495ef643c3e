import { report } from '../life.ts'
import type { WebContents } from './web-contents.ts'

export type PermissionRequestHandler = (
  contents: WebContents,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void
export type PermissionCheckHandler = (
  contents: WebContents | null,
  permission: string,
  requestingOrigin: string,
  details: object,
) => boolean

/** The app's answers; undefined until it gives some. */
export const permissionHandlers: { request?: PermissionRequestHandler; check?: PermissionCheckHandler } = {}

/** Chromium's names for what Electron calls by one: a permission that is granted sets each of them. */
const browserNames: Readonly<Record<string, readonly string[]>> = {
  media: ['camera', 'microphone'],
  geolocation: ['geolocation'],
  notifications: ['notifications'],
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  'display-capture': ['display-capture'],
}

/** Everything that Chromium would ask a person about; denied until a handler of the app grants it. */
export const deniedAtFirst = [
  ...Object.values(browserNames).flat(),
  'background-sync',
  'idle-detection',
  'local-fonts',
  'midi',
  'nfc',
  'payment-handler',
  'persistent-storage',
  'screen-wake-lock',
  'storage-access',
  'window-management',
]

/** The browser's permissions that an Electron permission governs; of 'media', only the kinds asked for. */
export function browserPermissions(permission: string, mediaTypes: readonly string[]): readonly string[] {
  if (permission !== 'media') return browserNames[permission] ?? []
  return [...(mediaTypes.includes('video') ? ['camera'] : []), ...(mediaTypes.includes('audio') ? ['microphone'] : [])]
}

/**
 * Asks the app whether a page may do something. Both handlers must agree where both are set. Without a request handler
 * Electron grants everything; here it is refused, since an app that forgot the handler must not pass.
 */
export async function askPermission(
  contents: WebContents,
  permission: string,
  mediaTypes: readonly string[],
): Promise<boolean> {
  const { request, check } = permissionHandlers
  const url = contents.getURL()
  const origin = contents.mainFrame.origin
  const media = permission === 'media' ? { mediaTypes: [...mediaTypes], securityOrigin: `${origin}/` } : {}
  const details = { requestingUrl: url, isMainFrame: true, ...media }
  if (check && !check(contents, permission, `${origin}/`, { ...details, mediaType: mediaTypes[0] ?? 'unknown' }))
    return false
  if (request) return new Promise((resolve) => request(contents, permission, (granted) => resolve(granted), details))
  report(`no permission request handler is set: '${permission}' is refused (Electron would grant it)`)
  return false
}
