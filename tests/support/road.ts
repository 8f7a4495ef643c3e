import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What the road does to one exchange: hands it through, drops it before the central has it, loses the answer after
 * the central had it, never answers, or answers by itself with what no central says.
 */
export type Trouble =
  | 'none'
  | 'drop'
  | 'lose-answer'
  | 'hang'
  | { readonly status: number; readonly type?: string; readonly body: string | Buffer; readonly declared?: number }

/** A network between a desk and its central that fails on demand. */
export interface Road {
  readonly url: string
  /** Exchanges so far, as `METHOD /path`. */
  readonly travelled: readonly string[]
  /** Decides for every exchange from now on; `travel()` alone clears the road. */
  travel(decide?: (method: string, path: string) => Trouble): void
  close(): Promise<void>
}

export async function openRoad(centralUrl: string): Promise<Road> {
  const travelled: string[] = []
  let decide: (method: string, path: string) => Trouble = () => 'none'
  const server = createServer((incoming, answer) => {
    const { method = 'GET', url = '/' } = incoming
    const path = url.split('?')[0] ?? ''
    travelled.push(`${method} ${path}`)
    meet(centralUrl, incoming, answer, decide(method, path))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    travelled,
    travel: (next = () => 'none') => {
      decide = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
}

function meet(central: string, incoming: IncomingMessage, answer: ServerResponse, trouble: Trouble): void {
  if (trouble === 'drop') {
    incoming.socket.destroy()
    return
  }
  if (trouble === 'hang') return
  if (typeof trouble === 'object') {
    const { status, type = 'application/json', body, declared = Buffer.byteLength(body) } = trouble
    answer.writeHead(status, { 'content-type': type, 'content-length': declared })
    answer.write(body)
    if (declared === Buffer.byteLength(body)) answer.end()
    else setTimeout(() => incoming.socket.destroy(), 20)
    return
  }
  const { method, headers } = incoming
  const onwards = ask(new URL(incoming.url ?? '/', central), { method, headers }, (back) => {
    if (trouble === 'lose-answer') {
      back.resume()
      back.on('end', () => incoming.socket.destroy())
      return
    }
    answer.writeHead(back.statusCode ?? 502, back.headers)
    back.pipe(answer)
  })
  onwards.on('error', () => incoming.socket.destroy())
  incoming.pipe(onwards)
}
