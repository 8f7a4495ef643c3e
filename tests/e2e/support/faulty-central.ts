import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `healthy` hands everything on; the others answer by themselves, as networks and half-dead services do. */
export type Health = 'healthy' | 'error-500' | 'nonsense' | 'wrong-shape' | 'silent'

/** Stands between a desk and its central and behaves as badly as it is told. */
export interface FaultyCentral {
  readonly url: string
  health: Health
  /** How many exchanges it has spoilt. */
  readonly spoilt: number
  close(): Promise<void>
}

/** Starts it before the central of this address. */
export async function startFaultyCentral(target: string): Promise<FaultyCentral> {
  const { hostname, port } = new URL(target)
  const faulty = { health: 'healthy' as Health, spoilt: 0 }
  const handOn = (incoming: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = incoming
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  }
  const server = createServer((incoming, response) => {
    if (faulty.health === 'healthy') return handOn(incoming, response)
    faulty.spoilt++
    incoming.resume()
    if (faulty.health === 'error-500') return response.writeHead(500).end('{"code":"boom"}')
    if (faulty.health === 'nonsense')
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>欢迎使用酒店无线网络</html>')
    if (faulty.health === 'wrong-shape')
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{"outcomes":"all of them","rows":7}')
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(faulty, {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
