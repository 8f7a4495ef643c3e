import { newId, newDeviceKey, sha256, signText } from '../../src/worker/crypto.ts'
import type { Command } from '../../src/contract/command.ts'
import { PROTOCOL_VERSION } from '../../src/contract/protocol.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import type { LostDeclaration } from '../../src/contract/store.ts'
import { CHAIN_START, commandText, lostText } from '../../src/sync/chain.ts'

/** A device known to the central, with the means to write its chain of commands by hand. */
export interface TestDevice {
  readonly id: string
  /** The next command of the chain; what is given by name replaces what a healthy desk would write. */
  next(name: string, payload: Command['payload'], changes?: Partial<Command>): Command
  /** Signs that commands are gone; by default those from `from` to the newest that `next` gave. */
  lose(from: Pick<Command, 'seq' | 'prev'>, changes?: Partial<LostDeclaration>): LostDeclaration
}

export async function enrolledDevice(central: Database, hallId = 'h1'): Promise<TestDevice> {
  const key = newDeviceKey()
  const id = newId()
  await central.write((db) =>
    db.run(
      sql(
        "insert into device (id, hall_id, name, public_key, state, last_seq, chain_head, enrolled_at) values (?, ?, '1号窗口', ?, 'active', 0, ?, 0)",
        [id, hallId, key.publicKey, CHAIN_START],
      ),
    ),
  )
  let seq = 0
  let prev = CHAIN_START
  return {
    id,
    next: (name, payload, changes = {}) => {
      const unsigned = {
        id: newId(),
        device: id,
        seq: seq + 1,
        prev,
        name,
        payload,
        seen: {},
        operator: { staffId: `clerk-${hallId}`, role: 'clerk' as const, hallId },
        visit: {
          visitId: `visit-${id}`,
          personId: String(payload['personId']),
          presence: 'card-reader' as const,
          acting: { kind: 'personal' as const },
          since: 0,
        },
        profile: 'liaoning',
        instant: Date.now(),
        protocol: PROTOCOL_VERSION,
        ...changes,
      }
      seq = unsigned.seq
      prev = sha256(commandText(unsigned))
      return { ...unsigned, signature: signText(commandText(unsigned), key) }
    },
    lose: (from, changes = {}) => {
      const lost = { device: id, from: from.seq, to: seq, prev: from.prev, head: prev, instant: Date.now(), ...changes }
      return { ...lost, signature: signText(lostText(lost), key) }
    },
  }
}
