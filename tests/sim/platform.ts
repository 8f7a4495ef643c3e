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

const kept = new Map<string, crypto.KeyObject>()

/** A key is the same object for the same bytes: parsing it for every request is not what a story is about. */
function keepKeys<Make extends (given: never) => crypto.KeyObject>(name: string, make: Make): Make {
  return ((given: { readonly key?: Buffer }) => {
    if (given.key === undefined) return make(given as never)
    const id = `${name} ${given.key.toString('base64')}`
    const key = kept.get(id) ?? make(given as never)
    kept.set(id, key)
    return key
  }) as Make
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
  const { createPrivateKey, createPublicKey } = real
  Object.assign(crypto, {
    createPrivateKey: keepKeys('private', createPrivateKey),
    createPublicKey: keepKeys('public', createPublicKey),
  })
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
  const { randomBytes, randomUUID, createPrivateKey, createPublicKey } = real
  Date.now = dateNow
  performance.now = performanceNow
  Math.random = random
  Object.assign(crypto, { randomBytes, randomUUID, createPrivateKey, createPublicKey })
  Object.assign(os, { uptime })
  syncBuiltinESMExports()
  const { setTimeout, clearTimeout, setInterval, clearInterval } = real
  Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, fetch })
  AbortSignal.timeout = timeout
  process.stderr.write = stderr
}
