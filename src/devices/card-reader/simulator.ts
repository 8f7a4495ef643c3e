import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { simulatorPortrait } from './simulator-portrait.ts'

/**
 * A card reader that isn't there: a process of its own that speaks 华视's loopback protocol, with a control side to
 * lay and lift cards and to make trouble. Run it with `node src/devices/card-reader/simulator.ts --port 0`; the
 * first line it prints names its address.
 *
 *     POST /control/lay     {"partyName": …}   lays a card; fields left out are those of the sample card
 *     POST /control/lift                       takes it away
 *     POST /control/fault   {"fault": "slow"}  until the next /control/fault; "none" ends it
 */
const FAULTS = [
  'none',
  'no-device',
  'hang',
  'crash',
  'garbage',
  'pulled',
  'slow',
  'gbk',
  'wrong-encoding',
  'flood',
] as const
type Fault = (typeof FAULTS)[number]

/** 样张: city and county 9901 are given to no division, so the number is nobody's. */
const SAMPLE = {
  partyName: '样张',
  gender: '女',
  nation: '汉',
  bornDay: '19900307',
  certAddress: '辽宁省样张市样张街1号',
  certNumber: '219901199003070025',
  certOrg: '样张市公安局',
  effDate: '20160101',
  expDate: '20360101',
  certType: '',
}
type Card = Record<keyof typeof SAMPLE, string> & { readonly identityPic?: string }

const SLOW_MS = 1_200

let card: Card | undefined
let wasRead = false
let fault: Fault = 'none'

const portrait = simulatorPortrait().toString('base64')
const ok = (content: object = {}) => ({ resultFlag: 0, errorMsg: '操作成功', resultContent: content })
const failed = (errorMsg: string) => ({ resultFlag: -1, errorMsg, resultContent: {} })

/** GBK of these few texts, since Node decodes that encoding and doesn't write it; made by looking each pair up. */
function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const pairs = new Map<string, readonly [number, number]>()
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) pairs.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  return Buffer.from(Array.from(text).flatMap((letter) => pairs.get(letter) ?? [letter.charCodeAt(0) & 0x7f]))
}

function encode(body: object): Buffer {
  const text = JSON.stringify(body)
  switch (fault) {
    case 'gbk':
      return gbk(text)
    case 'wrong-encoding':
      return Buffer.concat([Buffer.from([0xff, 0xfe, 0x80, 0xff]), Buffer.from(text, 'utf16le')])
    case 'garbage':
      return Buffer.from('<html><script>alert(1)</script>')
    case 'flood':
      return Buffer.alloc(2 * 1024 * 1024, 0x20)
    case 'none':
    case 'no-device':
    case 'hang':
    case 'crash':
    case 'pulled':
    case 'slow':
      return Buffer.from(text)
  }
}

function readCard(): object {
  if (card === undefined) return failed('没有找到卡')
  if (wasRead) return failed('请移开证件后重新放置')
  if (fault === 'pulled') return failed('读卡失败，证件中途移开')
  wasRead = true
  return ok({ identityPic: portrait, ...card })
}

async function answerReader(path: string, response: ServerResponse): Promise<void> {
  if (fault === 'hang') return
  if (fault === 'crash') process.exit(1)
  if (fault === 'slow') await pause(SLOW_MS)
  const body = fault === 'no-device' ? failed('打开设备失败') : path === '/readcard' ? readCard() : ok()
  response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' }).end(encode(body))
}

async function answerControl(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  const input = (text === '' ? {} : JSON.parse(text)) as Partial<Card> & { fault?: Fault }
  if (path === '/control/lay') card = { ...SAMPLE, ...input }
  else if (path === '/control/lift') card = undefined
  else if (path === '/control/fault') fault = FAULTS.find((known) => known === input.fault) ?? 'none'
  if (path !== '/control/fault') wasRead = false
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ card: card !== undefined, fault }))
}

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.split('&')[0] ?? '/'
  if (path.startsWith('/control/') && request.method === 'POST') void answerControl(path, request, response)
  else if (['/OpenDevice', '/readcard', '/CloseDevice'].includes(path)) void answerReader(path, response)
  else response.writeHead(404).end()
})

// A test that is killed can't end what it started: a simulator whose starter is gone goes too.
const starter = process.ppid
setInterval(() => {
  if (process.ppid !== starter) process.exit(0)
}, 1_000).unref()

const { values } = parseArgs({ options: { port: { type: 'string', default: '19196' } } })
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stdout.write(`card-reader simulator ready http://127.0.0.1:${String(port)}\n`)
})
