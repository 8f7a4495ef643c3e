import type { DeedKind } from './plan.ts'

/** What came of an errand: it went as it was meant, a rule stood against it, or there was nothing to do it on. */
export type Outcome = 'done' | 'refused' | 'idle'

/** What the town has seen; everything printed comes from here. */
export class Journal {
  readonly deeds = new Map<DeedKind, Record<Outcome, number>>()
  /** By `RULE code`. */
  readonly refusals = new Map<string, number>()
  /** Answers that no well-made call may get: shapes that were not taken, and faults of the service. */
  readonly faults: string[] = []
  calls = 0
  /** Of the central that was played against. */
  profile = ''

  sawRefusal(rule: string, code: string): void {
    const key = `${rule} ${code}`
    this.refusals.set(key, (this.refusals.get(key) ?? 0) + 1)
  }

  sawDeed(kind: DeedKind, outcome: Outcome): void {
    const counts = this.deeds.get(kind) ?? { done: 0, refused: 0, idle: 0 }
    counts[outcome]++
    this.deeds.set(kind, counts)
  }

  count(outcome: Outcome): number {
    return [...this.deeds.values()].reduce((sum, counts) => sum + counts[outcome], 0)
  }

  /** Kinds of deeds that went as they were meant at least once. */
  kindsDone(): DeedKind[] {
    return [...this.deeds].filter(([, { done }]) => done > 0).map(([kind]) => kind)
  }

  /** The whole of it, for the end. */
  summary(): string[] {
    const deeds = [...this.deeds].toSorted(([one], [other]) => one.localeCompare(other))
    const refusals = [...this.refusals].toSorted(([, few], [, many]) => many - few)
    return [
      `profile ${this.profile}: ${String(this.calls)} calls, ${String(this.count('done'))} acts, ${String(this.count('refused'))} refused, ${String(this.faults.length)} faults`,
      ...deeds.map(
        ([kind, { done, refused, idle }]) =>
          `  ${kind.padEnd(22)} ${String(done).padStart(6)} done ${String(refused).padStart(6)} refused ${String(idle).padStart(6)} idle`,
      ),
      'refusals by rule',
      ...refusals.map(([key, count]) => `  ${String(count).padStart(6)}  ${key}`),
      ...this.faults.slice(0, 20).map((fault) => `fault ${fault}`),
    ]
  }
}
