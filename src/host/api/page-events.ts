import type { TabListener } from '../chromium/tab.ts'
import { report } from '../life.ts'
import type { FromPage } from '../page/isolated-world.ts'
import { schemes } from '../schemes.ts'
import { running } from '../start/running.ts'
import { preventable } from '../strict.ts'
import { answerInvoke, ipcCodec, ipcMain } from './ipc-main.ts'
import { askPermission, browserPermissions } from './permissions.ts'
import type { WebContents } from './web-contents.ts'
import { browserSession } from './windows.ts'

/** What the window around a page wants to know. */
export interface PageOwner {
  readonly preload: string | undefined
  close(): void
  /** The page held back its closing, and the app let it. */
  onStay(): void
  onFirstPaint(): void
  onTitle(title: string): void
}

/** Turns what happens in a page into Electron's events and calls. */
export function listenToPage(contents: WebContents, owner: PageOwner): TabListener {
  return {
    onMessage: (message, document) => void onMessage(contents, owner, message, document),
    onRequest: (paused, sessionId, isMainFrame) => void contents._page.gate.decide({ paused, sessionId, isMainFrame }),
    onNavigated(url) {
      contents._page.url = schemes.fromPage(url)
      contents._page.crashed = false
      contents.emit('did-navigate', {}, contents.getURL(), 200, 'OK')
    },
    onNavigatedWithin(url) {
      contents._page.url = schemes.fromPage(url)
      contents.emit('did-navigate-in-page', {}, contents.getURL(), true, contents.id, 1)
    },
    onLife(step) {
      if (step === 'DOMContentLoaded') contents.emit('dom-ready', {})
      else if (step === 'load') contents.emit('did-finish-load', {})
      else owner.onFirstPaint()
    },
    onLoading(loading) {
      contents._page.loading = loading
      contents.emit(loading ? 'did-start-loading' : 'did-stop-loading')
    },
    onConsole: (level, message) => void contents.emit('console-message', { level: levelOf(level), message }),
    onWindowOpen: (url, name, features) => answerWindowOpen(contents, url, name, features),
    onDialog: (kind, message) => answerDialog(contents, owner, kind, message),
  }
}

async function onMessage(contents: WebContents, owner: PageOwner, message: FromPage, document: string): Promise<void> {
  const { tab } = contents._page
  switch (message.t) {
    case 'invoke':
      return tab.deliver(await answerInvoke(ipcEvent(contents, document), message), document)
    case 'send': {
      const event = { ...ipcEvent(contents, document), reply: contents.send.bind(contents), ports: [] }
      return void ipcMain.emit(message.channel, event, ...(ipcCodec.decode(message.inputs) as unknown[]))
    }
    case 'permission': {
      const granted = await grant(contents, message.permission, message.mediaTypes)
      return tab.deliver({ t: 'resolved', id: message.id, value: ipcCodec.encode(granted) }, document)
    }
    case 'preload-error':
      report(`the preload failed: ${message.message}`)
      return void contents.emit('preload-error', {}, owner.preload, new Error(message.message))
    case 'title':
      return owner.onTitle(message.title)
    case 'close':
      return owner.close()
  }
}

/** The event of an IPC call. Its frame is null once the document that called is gone, as in Electron. */
function ipcEvent(contents: WebContents, document: string): object {
  return {
    sender: contents,
    type: 'frame',
    frameId: 1,
    processId: contents.id,
    get senderFrame() {
      return contents._page.tab.isPresent(document) ? contents.mainFrame : null
    },
  }
}

async function grant(contents: WebContents, permission: string, mediaTypes: readonly string[]): Promise<boolean> {
  const granted = await askPermission(contents, permission, mediaTypes)
  const { origin } = new URL(schemes.toPage(contents.getURL()))
  const setting = granted ? 'granted' : 'denied'
  for (const name of browserPermissions(permission, mediaTypes))
    await browserSession().chromium.send('Browser.setPermission', { permission: { name }, setting, origin })
  return granted
}

/** The window itself is never shown: the handler may say deny, and allow is more than the stand-in can. */
function answerWindowOpen(contents: WebContents, url: string, name: string, features: readonly string[]): void {
  const details = {
    url: schemes.fromPage(url),
    frameName: name,
    features: features.join(','),
    disposition: name === '_blank' ? 'foreground-tab' : 'new-window',
    referrer: { url: contents.getURL(), policy: 'strict-origin-when-cross-origin' },
  }
  const action = contents._page.openHandler?.(details).action ?? 'allow'
  if (action === 'allow') report(`window.open(${details.url}) was denied: 'allow' is not implemented`)
}

/** Electron's names of console levels. */
function levelOf(type: string): string {
  if (type === 'warning' || type === 'error' || type === 'debug') return type
  return 'info'
}

/**
 * A page that holds back its closing is the app's to overrule (`will-prevent-unload`). Other dialogs have no place
 * here: they are dismissed, unless a debugger is attached, which answers them itself.
 */
function answerDialog(contents: WebContents, owner: PageOwner, kind: string, message: string): void {
  const answer = (accept: boolean): Promise<unknown> =>
    contents._page.tab.send('Page.handleJavaScriptDialog', { accept }).catch(() => undefined)
  if (kind === 'beforeunload') {
    const event = preventable({})
    contents.emit('will-prevent-unload', event)
    void answer(event.defaultPrevented).then(() => event.defaultPrevented || owner.onStay())
    return
  }
  if (running.switches.has('remote-debugging-port')) return
  report(`${kind}(${JSON.stringify(message)}) was dismissed: the stand-in shows no dialogs of pages`)
  void answer(false)
}
