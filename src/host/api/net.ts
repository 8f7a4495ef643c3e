import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { life } from '../life.ts'
import { notImplemented, strict } from '../strict.ts'

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** Whether an address stays on this machine. */
export function isLoopback(url: string): boolean {
  return /^https?:/.test(url) && loopback.has(new URL(url).hostname)
}

async function fetchFile(url: string): Promise<Response> {
  const path = fileURLToPath(url)
  try {
    const type = types[extname(path).toLowerCase()] ?? 'application/octet-stream'
    return new Response(await readFile(path), { headers: { 'content-type': type } })
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND')
  }
}

export const net = strict('net', {
  /** Files and this machine's own services; everything else is refused, since the browser here has no net either. */
  async fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    if (!life.ready) throw new Error('net.fetch can only be used after app is ready')
    const url = typeof input === 'string' ? input : input.url
    if (url.startsWith('file:')) return fetchFile(url)
    if (!isLoopback(url)) throw notImplemented(`net.fetch of ${new URL(url).origin}`)
    return fetch(input, init)
  },
  isOnline: (): boolean => true,
  online: true,
})
