import type { Rectangle } from '../geometry.ts'
import { mark } from '../life.ts'
import type { FromPage, ToPage } from '../page/isolated-world.ts'
import { fromHost, isolatedWorld, type PageScripts, toHost } from '../page/scripts.ts'
import type { AttachedToTarget, CdpEvent, EvaluateResult, RequestPaused } from './cdp.ts'
import type { AttachedPage, Chromium } from './chromium.ts'

/** What happens in a page. Addresses are the browser's own. */
export interface TabListener {
  onMessage(message: FromPage, document: string): void
  onRequest(request: RequestPaused, sessionId: string, isMainFrame: boolean): void
  onNavigated(url: string): void
  onNavigatedWithin(url: string): void
  onLife(step: 'DOMContentLoaded' | 'load' | 'firstPaint'): void
  onLoading(loading: boolean): void
  onConsole(level: string, text: string): void
  onDialog(kind: string, message: string): void
  /** The page wants a window of its own. */
  onWindowOpen(url: string, name: string, features: readonly string[]): void
}

interface Frame {
  readonly id: string
  readonly loaderId: string
  readonly url: string
  readonly parentId?: string
  readonly unreachableUrl?: string
}

interface Context {
  readonly id: number
  readonly uniqueId: string
  readonly name: string
  readonly auxData?: { readonly frameId?: string }
}

/** Opens a window's page and keeps hold of it: its session, its documents, the frames that got processes of their own. */
export class Tab {
  readonly #chromium: Chromium
  readonly #listener: TabListener
  readonly #ready: Promise<AttachedPage>
  readonly #documents = new Map<number, string>()
  readonly #requestedByPage = new Set<string>()
  #targetId: string | undefined
  #loader: string | undefined
  #load: { loader: string | undefined; done(): void; fail(reason: Error): void } | undefined

  constructor(chromium: Chromium, bounds: Rectangle, scripts: PageScripts, listener: TabListener) {
    this.#chromium = chromium
    this.#listener = listener
    this.#ready = this.#open(bounds, scripts)
    this.#ready.catch(() => undefined)
  }

  get targetId(): string | undefined {
    return this.#targetId
  }

  /** Resolves when the page is set up and may load a document. */
  async whenReady(): Promise<void> {
    await this.#ready
  }

  async send(method: string, params?: object): Promise<unknown> {
    const { sessionId } = await this.#ready
    return this.#chromium.send(method, params, sessionId)
  }

  /** Commands a frame's own session (frames of other processes have one). */
  sendTo(sessionId: string, method: string, params: object): Promise<unknown> {
    return this.#chromium.send(method, params, sessionId)
  }

  /** Loads an address and resolves when the document has loaded; rejects with Chromium's error text. */
  async load(url: string): Promise<void> {
    const loaded = new Promise<void>((done, fail) => {
      this.#load?.fail(new Error('net::ERR_ABORTED'))
      this.#load = { loader: undefined, done, fail }
    })
    loaded.catch(() => undefined)
    const answer = (await this.send('Page.navigate', { url })) as { loaderId?: string; errorText?: string }
    if (answer.errorText) throw new Error(answer.errorText)
    if (answer.loaderId === undefined) return
    if (this.#load) this.#load.loader = answer.loaderId
    await loaded
  }

  /** Hands a message to a document's preload; to the present one unless another is named. Lost if it is gone. */
  deliver(message: ToPage, document = [...this.#documents.values()].at(-1)): void {
    if (document === undefined) return
    this.send('Runtime.callFunctionOn', {
      functionDeclaration: `function (message) { ${fromHost}(message) }`,
      arguments: [{ value: message }],
      uniqueContextId: document,
      silent: true,
    }).catch(() => undefined)
  }

  isPresent(document: string): boolean {
    return [...this.#documents.values()].includes(document)
  }

  /** Runs code in the page's own world; resolves with its value, rejects with its error. */
  async evaluate(expression: string, userGesture: boolean): Promise<unknown> {
    const parameters = { expression, userGesture, awaitPromise: true, returnByValue: true }
    const answer = (await this.send('Runtime.evaluate', parameters)) as EvaluateResult
    const failure = answer.exceptionDetails
    if (failure) throw new Error(failure.exception?.description ?? failure.text)
    return answer.result.value
  }

  /** Whether the page's own scripts or links asked for this address (a reload by the debugger did not). */
  async wasRequestedByPage(url: string): Promise<boolean> {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (this.#requestedByPage.delete(url)) return true
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return false
  }

  /** The page is gone: what still loads never will. */
  abandon(): void {
    this.#load?.fail(new Error('net::ERR_FAILED'))
    this.#documents.clear()
  }

  async close(): Promise<void> {
    const { targetId } = await this.#ready
    await this.#chromium.send('Target.closeTarget', { targetId }).catch(() => undefined)
  }

  async #open(bounds: Rectangle, scripts: PageScripts): Promise<AttachedPage> {
    const page = await this.#chromium.openWindow(bounds)
    mark('page attached')
    this.#targetId = page.targetId
    this.#chromium.listen(page.sessionId, (event) => this.#onEvent(event))
    const send = (method: string, params?: object): Promise<unknown> =>
      this.#chromium.send(method, params, page.sessionId)
    await Promise.all([
      send('Page.enable'),
      send('Page.setLifecycleEventsEnabled', { enabled: true }),
      send('Runtime.enable'),
      send('Runtime.addBinding', { name: toHost, executionContextName: isolatedWorld }),
      send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.mainWorld }),
      send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.isolatedWorld, worldName: isolatedWorld }),
      this.#fence(page.sessionId),
    ])
    await send('Runtime.runIfWaitingForDebugger')
    mark('page set up')
    return page
  }

  /** Holds every request of a session's frames, and of the frames below that get processes of their own. */
  async #fence(sessionId: string): Promise<void> {
    const parameters = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'iframe' }] }
    await Promise.all([
      this.#chromium.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, sessionId),
      this.#chromium.send('Target.setAutoAttach', parameters, sessionId),
    ])
  }

  async #adopt({ sessionId }: AttachedToTarget): Promise<void> {
    this.#chromium.listen(sessionId, (event) => this.#onFrameEvent(event))
    await this.#fence(sessionId)
    await this.#chromium.send('Runtime.runIfWaitingForDebugger', {}, sessionId)
  }

  #onFrameEvent({ method, params, sessionId = '' }: CdpEvent): void {
    if (method === 'Fetch.requestPaused') {
      const request = params as unknown as RequestPaused
      this.#listener.onRequest(request, sessionId, request.frameId === this.#targetId)
    } else if (method === 'Target.attachedToTarget') {
      // A frame that is gone before it was set up has nothing left to fence.
      this.#adopt(params as unknown as AttachedToTarget).catch(() => undefined)
    }
  }

  #onEvent(event: CdpEvent): void {
    const { method, params } = event
    switch (method) {
      case 'Runtime.executionContextCreated':
        return this.#onContext(params['context'] as Context)
      case 'Runtime.executionContextDestroyed':
        return void this.#documents.delete(params['executionContextId'] as number)
      case 'Runtime.executionContextsCleared':
        return this.#documents.clear()
      case 'Runtime.bindingCalled':
        return this.#onBinding(params['executionContextId'] as number, params['payload'] as string)
      case 'Runtime.consoleAPICalled':
        return this.#onConsole(params['type'] as string, params['args'] as { value?: unknown; description?: string }[])
      case 'Page.frameRequestedNavigation':
        return void this.#requestedByPage.add(params['url'] as string)
      case 'Page.javascriptDialogOpening':
        return this.#listener.onDialog(params['type'] as string, params['message'] as string)
      case 'Page.windowOpen':
        return this.#onWindowOpen(params)
      case 'Page.frameNavigated':
        return this.#onNavigated(params['frame'] as Frame)
      case 'Page.navigatedWithinDocument':
        if (params['frameId'] === this.#targetId) this.#listener.onNavigatedWithin(params['url'] as string)
        return
      case 'Page.frameStartedLoading':
      case 'Page.frameStoppedLoading':
        if (params['frameId'] === this.#targetId && this.#loader !== undefined)
          this.#listener.onLoading(method === 'Page.frameStartedLoading')
        return
      case 'Page.lifecycleEvent':
        return this.#onLife(params['name'] as string, params['loaderId'] as string)
      default:
        return this.#onFrameEvent(event)
    }
  }

  #onWindowOpen({ url, windowName, windowFeatures }: CdpEvent['params']): void {
    this.#listener.onWindowOpen(url as string, windowName as string, windowFeatures as string[])
  }

  #onContext(context: Context): void {
    if (context.name === isolatedWorld && context.auxData?.frameId === this.#targetId)
      this.#documents.set(context.id, context.uniqueId)
  }

  #onBinding(context: number, payload: string): void {
    const document = this.#documents.get(context)
    if (document !== undefined) this.#listener.onMessage(JSON.parse(payload) as FromPage, document)
  }

  #onConsole(level: string, parts: { value?: unknown; description?: string }[]): void {
    this.#listener.onConsole(level, parts.map((part) => part.description ?? String(part.value)).join(' '))
  }

  #onNavigated(frame: Frame): void {
    const placeholder = frame.url === 'about:blank' || frame.url.startsWith('data:')
    if (frame.parentId !== undefined || (placeholder && this.#loader === undefined)) return
    this.#loader = frame.loaderId
    if (frame.unreachableUrl === undefined) this.#listener.onNavigated(frame.url)
  }

  #onLife(name: string, loader: string): void {
    if (loader !== this.#loader) return
    mark(name)
    if (name === 'DOMContentLoaded' || name === 'load' || name === 'firstPaint') this.#listener.onLife(name)
    if (name !== 'load' || (this.#load?.loader ?? loader) !== loader) return
    this.#load?.done()
    this.#load = undefined
  }
}
