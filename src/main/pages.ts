import { net, protocol } from 'electron'
import { readdirSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Envelope } from '../contract/envelope.ts'
import { getCall } from '../contract/registry.ts'

const ROOT = join(import.meta.dirname, '../renderer')

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Element Plus places its pop-ups by style attributes; no style element or sheet can be injected by this.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** The built files by their address: a fixed list made once, so that no address can name a file outside it. */
function builtFiles(): Map<string, string> {
  const files = readdirSync(ROOT, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name)
      return [posix.join('/', ...relative(ROOT, file).split(sep)), file]
    }),
  )
}

/**
 * Answers `app://desk/…`: the built pages, and pictures, which are too large for calls.
 * `POST /attachment?purpose=…` stores bytes and answers with an envelope, `GET /attachment/<id>` gives them back.
 */
export function servePages(call: (name: string, input: unknown) => Promise<Envelope<unknown>>): void {
  const files = builtFiles()
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    if (url.host !== 'desk') return notFound()
    if (url.pathname === '/attachment' && request.method === 'POST') return storePicture(request, url, call)
    if (url.pathname.startsWith('/attachment/')) return sendPicture(url.pathname.slice('/attachment/'.length), call)
    const file = files.get(decodePath(url.pathname))
    if (file === undefined || request.method !== 'GET') return notFound()
    const answer = await net.fetch(pathToFileURL(file).href)
    const headers = new Headers(answer.headers)
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
    return new Response(answer.body, { status: answer.status, headers })
  })
}

const notFound = () => new Response('', { status: 404, headers: HEADERS })

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

async function storePicture(
  request: Request,
  url: URL,
  call: (name: string, input: unknown) => Promise<Envelope<unknown>>,
) {
  const content = new Uint8Array(await request.arrayBuffer())
  // Pictures come past the wall, so their call is parsed here as the wall would.
  const input = getCall('attachment.put').input.safeParse({ content, purpose: url.searchParams.get('purpose') })
  if (!input.success) return notFound()
  const envelope = await call('attachment.put', input.data)
  return Response.json(envelope, { headers: HEADERS })
}

async function sendPicture(id: string, call: (name: string, input: unknown) => Promise<Envelope<unknown>>) {
  const envelope = await call('attachment.get', { id })
  if (envelope.kind !== 'ok') return notFound()
  const { content, mediaType } = envelope.value as { content: Uint8Array<ArrayBuffer>; mediaType: string }
  return new Response(content, { headers: { ...HEADERS, 'content-type': mediaType, 'cache-control': 'no-store' } })
}
