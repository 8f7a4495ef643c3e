import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { chanceOf } from '../support/soak.ts'

/** What the simulation plays instead of the machine: its time, its timers, its chance and its network. */
export interface Machine {
  now(): number
  /** Runs `work` after `delay` milliseconds, on behalf of whoever runs now. Gives what cancels it. */
  after(delay: number, work: () => void): () => void
  fetch(url: string, init: RequestInit): Promise<Response>
  /** A line that the product wrote to its log. */
  logged(line: string): void
}

const EPOCH = Date.UTC(2026, 4, 20, 2, 0)

/** The instant at which every story begins. */
export const BEGINNING = EPOCH

const real = {
  dateNow: Date.now,
  performanceNow: performance.now.bind(performance),
  random: Math.random,
  randomBytes: crypto.randomBytes,
  randomUUID: crypto.randomUUID,
  createPrivateKey: crypto.createPrivateKey,
  createPublicKey: crypto.createPublicKey,
  sign: crypto.sign,
  verify: crypto.verify,
  uptime: os.uptime,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  fetch: globalThis.fetch,
  timeout: AbortSignal.timeout.bind(AbortSignal),
  stderr: process.stderr.write.bind(process.stderr),
}

const keys = new Map<string, crypto.KeyObject>()
/** By what a key is known to whoever signs and whoever verifies: its public half. */
const names = new WeakMap<crypto.KeyObject, string>()

/** A key is one object for the same bytes: parsing it for every request is not what a story is about. */
function readKey(kind: 'private' | 'public', { key }: { readonly key: Buffer }): crypto.KeyObject {
  const id = `${kind} ${key.toString('base64')}`
  const known = keys.get(id)
  if (known !== undefined) return known
  const made =
    kind === 'private'
      ? real.createPrivateKey({ key, format: 'der', type: 'pkcs8' })
      : real.createPublicKey({ key, format: 'der', type: 'spki' })
  const half = kind === 'public' ? made : real.createPublicKey(made)
  keys.set(id, made)
  names.set(made, half.export({ format: 'der', type: 'spki' }).toString('base64'))
  return made
}

/** Signatures as good as real ones among desks that forge none, at a tenth of the price. */
function seal(text: Uint8Array, key: crypto.KeyObject): Buffer {
  return crypto
    .createHash('sha256')
    .update(names.get(key) ?? '')
    .update(text)
    .digest()
}

const playedKeys = {
  createPrivateKey: (given: { readonly key: Buffer }) => readKey('private', given),
  createPublicKey: (given: { readonly key: Buffer }) => readKey('public', given),
  sign: (_algorithm: null, text: Uint8Array, key: crypto.KeyObject) => seal(text, key),
  verify: (_algorithm: null, text: Uint8Array, key: crypto.KeyObject, signature: Uint8Array) =>
    seal(text, key).equals(signature),
}

/** The machine's own clock, for measuring how long a simulation takes. */
export const realNow = (): number => real.performanceNow()

/** Lets everything run that waits for nothing but its turn. */
export const realTurn = (): Promise<void> => new Promise((resolve) => real.setImmediate(resolve))

type Cancel = () => void

function playTimers(machine: Machine): void {
  const cancels = new Map<number, Cancel>()
  let last = 0
  const stop = (id: unknown) => {
    cancels.get(Number(id))?.()
    cancels.delete(Number(id))
  }
  const handle = (id: number) => Object.assign(Object(id) as object, { unref: () => id, ref: () => id })
  const once = (work: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) => {
    const id = ++last
    cancels.set(
      id,
      machine.after(delay, () => work(...given)),
    )
    return handle(id)
  }
  const again = (work: () => void, delay = 0) => {
    const id = ++last
    const round = () => {
      cancels.set(id, machine.after(delay, round))
      work()
    }
    cancels.set(id, machine.after(delay, round))
    return handle(id)
  }
  Object.assign(globalThis, { setTimeout: once, clearTimeout: stop, setInterval: again, clearInterval: stop })
  AbortSignal.timeout = (delay) => {
    const late = new AbortController()
    machine.after(delay, () => late.abort(new Error('no answer in time')))
    return late.signal
  }
}

/**
 * Puts a played machine in the place of the real one for everything the product reaches for, so that one seed makes
 * one story. Only for a process of its own. Gives what puts the real one back.
 */
export function playMachine(machine: Machine, seed: number): () => void {
  const chance = chanceOf(seed)
  Date.now = () => machine.now()
  performance.now = () => machine.now() - EPOCH
  Math.random = chance
  const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(chance() * 256)))
  const uuid = () =>
    bytes(16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  Object.assign(crypto, { randomBytes: bytes, randomUUID: uuid })
  Object.assign(crypto, playedKeys)
  Object.assign(os, { uptime: () => (machine.now() - EPOCH) / 1000 })
  syncBuiltinESMExports()
  playTimers(machine)
  globalThis.fetch = ((url: string, init: RequestInit) => machine.fetch(url, init)) as typeof fetch
  process.stderr.write = (text: string | Uint8Array) => {
    machine.logged(String(text).trim())
    return true
  }
  return restore
}

function restore(): void {
  const { dateNow, performanceNow, random, uptime, fetch, timeout, stderr } = real
  const { randomBytes, randomUUID, createPrivateKey, createPublicKey, sign, verify } = real
  Date.now = dateNow
  performance.now = performanceNow
  Math.random = random
  Object.assign(crypto, { randomBytes, randomUUID, createPrivateKey, createPublicKey, sign, verify })
  Object.assign(os, { uptime })
  syncBuiltinESMExports()
  const { setTimeout, clearTimeout, setInterval, clearInterval } = real
  Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, fetch })
  AbortSignal.timeout = timeout
  process.stderr.write = stderr
}
