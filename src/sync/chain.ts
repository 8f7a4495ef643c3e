import type { Command } from '../contract/command.ts'
import type { LostDeclaration } from '../contract/store.ts'

/** What comes before the first command of a device. */
export const CHAIN_START = '0'.repeat(64)

/** JSON with sorted keys and without undefined members: the same value gives the same text on every side. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}

/** The text that the device signs, and whose hash the next command carries as `prev`. */
export function commandText(command: Omit<Command, 'signature'> & { signature?: string }): string {
  return canonical({ ...command, signature: undefined })
}

/** The text that the device signs when it declares commands lost; no command reads like it. */
export const lostText = (declaration: Omit<LostDeclaration, 'signature'>): string =>
  canonical({ kind: 'lost', ...declaration })
