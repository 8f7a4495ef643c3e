import { app, session, type WebContents } from 'electron'

/** Where our own pages live: the packaged scheme, or the bundler's address while developing. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const development = process.env['ELECTRON_RENDERER_URL']
  if (development !== undefined && !app.isPackaged) return url.origin === new URL(development).origin
  return url.protocol === 'app:' && url.host === 'desk'
}

/** No page leaves the desk, opens a window, or reaches the network; the camera is for the clerk's window alone. */
export function guardPages(isClerkWindow: (contents: WebContents) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { preventDefault(): void; url: string }) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    }
    contents.on('will-navigate', stay)
    contents.on('will-frame-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  const { defaultSession } = session
  const mayUse = (contents: WebContents | null, permission: string, address: string) =>
    permission === 'media' && contents !== null && isClerkWindow(contents) && isOwnPage(address)
  defaultSession.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(mayUse(contents, permission, details.requestingUrl))
  })
  defaultSession.setPermissionCheckHandler((contents, permission, origin) => mayUse(contents, permission, `${origin}/`))
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    const local = /^(app|blob|data|devtools):/.test(details.url)
    answer({ cancel: !local && !isOwnPage(details.url) && !isDevelopmentSocket(details.url) })
  })
}

/** The bundler's hot reload, while developing. */
function isDevelopmentSocket(address: string): boolean {
  const development = process.env['ELECTRON_RENDERER_URL']
  return development !== undefined && !app.isPackaged && new URL(address).host === new URL(development).host
}
