import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { type Lab } from './lab.ts'
import { FAULTS } from './proxy.ts'

/** What the page may ask for: a fault on or off, one act, or work without end. */
const order = z.strictObject({
  which: z.number().int().min(0).max(1),
  fault: z.enum(FAULTS).optional(),
  act: z.literal(true).optional(),
  work: z.literal(true).optional(),
  on: z.boolean().optional(),
})

const WORK_EVERY_MS = 700

const say = (answer: ServerResponse, status: number, type: string, content: string): void => {
  answer.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(content)
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown
}

async function follow(lab: Lab, { which, fault, act, work, on = false }: z.infer<typeof order>): Promise<void> {
  const place = lab.getPlace(which)
  if (fault !== undefined) place.line.set(fault, on)
  if (act === true) await lab.act(which)
  if (work === true) place.working = on
}

/** Serves the page of a lab on this machine alone. Gives its address and the function that ends it. */
export async function serveLab(lab: Lab, port: number) {
  const page = readFileSync(new URL('page.html', import.meta.url), 'utf8')
  const answer = async (incoming: IncomingMessage, reply: ServerResponse): Promise<void> => {
    if (incoming.method === 'GET' && incoming.url === '/') return say(reply, 200, 'text/html', page)
    if (incoming.method === 'GET' && incoming.url === '/state')
      return say(reply, 200, 'application/json', JSON.stringify(await lab.state()))
    if (incoming.method !== 'POST' || incoming.url !== '/orders') return say(reply, 404, 'text/plain', '')
    const parsed = order.safeParse(await readBody(incoming).catch(() => undefined))
    if (!parsed.success) return say(reply, 400, 'text/plain', '')
    await follow(lab, parsed.data)
    say(reply, 200, 'application/json', '{}')
  }
  const server = createServer((incoming, reply) => {
    answer(incoming, reply).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`)
      say(reply, 500, 'text/plain', '')
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  let acting = Promise.resolve()
  const timer = setInterval(() => {
    for (const [which, { working }] of lab.places.entries())
      if (working) acting = acting.then(() => lab.act(which)).catch(() => undefined)
  }, WORK_EVERY_MS)
  const stop = async () => {
    clearInterval(timer)
    await acting
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, stop }
}
