import { EventEmitter } from 'node:events'

type Listener = Parameters<EventEmitter['on']>[1]

/** Keys that a language or a debugger asks of any object; they answer undefined instead of throwing. */
const ordinary = new Set(['then', 'toJSON', 'constructor', 'prototype', 'asymmetricMatch', 'nodeType'])

/** The error of everything that the stand-in does not offer; `what` is Electron's own name for it. */
export function notImplemented(what: string): Error {
  return new Error(`electron-host: ${what} is not implemented in the stand-in`)
}

/**
 * Wraps an object of Electron's interface: reading a member that the stand-in lacks throws its name, so that a missing
 * piece never passes silently as undefined. Symbol keys and private state (`_`, Node's own emitters) pass.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      if (typeof key === 'symbol' || key in object || key.startsWith('_') || ordinary.has(key))
        return Reflect.get(object, key, receiver)
      throw notImplemented(`${name}.${key}`)
    },
  })
}

/** The events that an object of the stand-in knows. */
export interface EventNames {
  /** Events that happen here as in Electron. */
  readonly fires: readonly string[]
  /** Events that exist in Electron and have no cause here: they may be listened to and never come. */
  readonly silent?: readonly string[]
}

/** An emitter that refuses listeners for events the stand-in knows nothing of: a typing error is not a silent no. */
export class HostEmitter extends EventEmitter {
  private readonly _known: ReadonlySet<string | symbol>
  private readonly _label: string

  constructor(label: string, { fires, silent = [] }: EventNames) {
    super()
    this._label = label
    this._known = new Set([...fires, ...silent, 'newListener', 'removeListener'])
  }

  private _check(event: string | symbol): void {
    if (!this._known.has(event)) throw notImplemented(`${this._label} event '${String(event)}'`)
  }

  override on(event: string | symbol, listener: Listener): this {
    this._check(event)
    return super.on(event, listener)
  }

  override addListener(event: string | symbol, listener: Listener): this {
    this._check(event)
    return super.addListener(event, listener)
  }

  override prependListener(event: string | symbol, listener: Listener): this {
    this._check(event)
    return super.prependListener(event, listener)
  }
}

/** An event that a listener may cancel. */
export interface Preventable {
  defaultPrevented: boolean
  preventDefault(): void
}

/** A fresh cancellable event carrying `fields`. */
export function preventable<T extends object>(fields: T): T & Preventable {
  return {
    ...fields,
    defaultPrevented: false,
    preventDefault(this: Preventable) {
      this.defaultPrevented = true
    },
  }
}
