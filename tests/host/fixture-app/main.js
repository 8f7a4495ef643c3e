// A small, strict app that the stand-in must run: one scheme, two windows, a few calls. Built by nobody.
import { mkdirSync } from 'node:fs'
import { join, normalize, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, BrowserWindow, ipcMain, Menu, net, protocol, screen, session, shell } from 'electron'

mkdirSync(process.env.FIXTURE_DATA, { recursive: true })
app.setPath('userData', process.env.FIXTURE_DATA)
if (!app.requestSingleInstanceLock({ note: 'passed on' })) app.exit(3)
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])

const folder = join(import.meta.dirname, 'page')
const policy =
  "default-src 'self'; script-src 'self'; img-src 'self' app: data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'"
const seen = []
globalThis.fixture = { seen, allowMedia: false }

/** Notes what happened, for the tests that look inside and for those that only listen. */
function note(text) {
  seen.push(text)
  process.stdout.write(`fixture: ${text}\n`)
}

function open(page, options) {
  const window = new BrowserWindow({
    show: false,
    ...options,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  })
  window.once('ready-to-show', () => {
    note(`painted ${page}`)
    window.show()
  })
  void window.loadURL(`app://fixture/${page}`)
  return window
}

async function answer(request) {
  const { pathname } = new URL(request.url)
  if (pathname === '/upload') {
    const bytes = Buffer.from(await request.arrayBuffer())
    let sum = 0
    for (const byte of bytes) sum = (sum + byte) % 65_521
    return Response.json({ length: bytes.length, sum, type: request.headers.get('content-type') })
  }
  if (pathname === '/moved')
    return new Response(null, { status: 302, headers: { location: 'app://fixture/second.html' } })
  const file = normalize(join(folder, decodeURIComponent(pathname)))
  const inside = relative(folder, file)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) return new Response('no', { status: 403 })
  const found = await net.fetch(pathToFileURL(file).href).catch(() => new Response('not found', { status: 404 }))
  const headers = new Headers(found.headers)
  headers.set('content-security-policy', policy)
  return new Response(found.body, { status: found.status, headers })
}

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler(({ url }) => {
    note(`open ${url}`)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event, url) => {
    note(`navigate ${url}`)
    if (!url.startsWith('app://fixture/')) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => note(`frame ${event.isMainFrame} ${event.url}`))
  contents.on('will-redirect', (event, url) => {
    note(`redirect ${url}`)
    event.preventDefault()
  })
  contents.on('render-process-gone', (_gone, { reason }) => note(`gone ${reason}`))
})
app.on('second-instance', (_event, argv, _directory, data) => note(`second ${argv.at(-1)} ${data.note}`))
app.on('window-all-closed', () => {
  note('all closed')
  app.quit()
})

function start() {
  if (app.commandLine.hasSwitch('reject')) void Promise.reject(new Error('nobody waits for this'))
  Menu.setApplicationMenu(null)
  protocol.handle('app', answer)
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, { mediaTypes }) => {
    note(`ask ${permission} ${mediaTypes}`)
    callback(permission === 'media' && globalThis.fixture.allowMedia)
  })
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'media')
  session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: details.url.includes('/forbidden') })
  })
  ipcMain.handle('echo', (event, value) => {
    if (event.senderFrame.origin !== 'app://fixture') throw new Error(`bad sender ${event.senderFrame.url}`)
    return value
  })
  ipcMain.handle('fail', () => {
    throw new TypeError('as asked')
  })
  ipcMain.handle('second', (_event, text) => {
    const second = open('second.html', { width: 640, height: 400, x: 700, y: 20, title: 'Customer' })
    second.webContents.once('did-finish-load', () => second.webContents.send('text', text))
  })
  ipcMain.handle('pdf', async (event) => new Uint8Array(await event.sender.printToPDF({ pageSize: 'A4' })))
  ipcMain.handle('outside', () => shell.openExternal('https://example.com/'))
  ipcMain.on('note', (_event, text) => note(`note ${text}`))
  open('index.html', { width: 1000, height: 700, title: 'Clerk', ...screen.getPrimaryDisplay().workArea })
}

// Not awaited here: Electron holds `ready` back until this module has run to its end.
void app.whenReady().then(start)
