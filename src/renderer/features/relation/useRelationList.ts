import { onBeforeUnmount, shallowRef, watch, type Ref } from 'vue'
import type { Envelope, Fault } from '../../../contract/envelope.ts'
import type { RelationPage, RelationRow } from '../../../contract/relation.ts'
import { desk } from '../../desk.ts'
import { enterpriseQuery, personQuery, type ListQuestion } from './filters.ts'

/** Long enough that a typed name asks once. */
const PAUSE = 120
/** As many as one act of clearing takes. */
const MOST = 500

function ask({ side, ownerId, tab, filters }: ListQuestion, after?: string): Promise<Envelope<RelationPage>> {
  return side === 'enterprise'
    ? desk.call('relation.list-by-enterprise', enterpriseQuery(ownerId, tab, filters, after))
    : desk.call('relation.list-by-person', personQuery(ownerId, tab, filters, after))
}

/**
 * One list and its pages. It reads again when the question changes and when `revision` rises, keeping as many pages
 * as were open; the newest question's answer wins.
 */
export function useRelationList(question: Ref<ListQuestion>, revision: Ref<number>) {
  const rows = shallowRef<readonly RelationRow[]>([])
  const counts = shallowRef<RelationPage['counts']>()
  const next = shallowRef<string>()
  const fault = shallowRef<Fault>()
  const busy = shallowRef(false)
  /** No answer for this question yet. */
  const waiting = shallowRef(true)
  let asked = 0

  async function read(atLeast: number): Promise<void> {
    const turn = ++asked
    const wanted = question.value
    busy.value = true
    const found: RelationRow[] = []
    for (let after: string | undefined; ;) {
      const answer = await ask(wanted, after)
      if (turn !== asked) return
      if (answer.kind !== 'ok') {
        fault.value = answer.kind === 'fault' ? answer.fault : undefined
        break
      }
      found.push(...answer.value.rows)
      counts.value = answer.value.counts
      fault.value = undefined
      next.value = answer.value.next
      after = answer.value.next
      if (after === undefined || found.length >= atLeast) break
    }
    rows.value = found
    busy.value = false
    waiting.value = false
  }

  const more = () => read(rows.value.length + 1)

  /** Ids of everything that fits the filters, also beyond the pages shown; at most `MOST`. */
  async function allIds(): Promise<readonly string[]> {
    await read(MOST)
    return rows.value.slice(0, MOST).map((row) => row.id)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    question,
    (now, before) => {
      clearTimeout(timer)
      const other = before === undefined || now.ownerId !== before.ownerId || now.tab !== before.tab
      if (other) {
        waiting.value = true
        rows.value = []
      }
      timer = setTimeout(() => void read(1), other ? 0 : PAUSE)
    },
    { immediate: true },
  )
  watch(revision, () => void read(rows.value.length))
  onBeforeUnmount(() => {
    clearTimeout(timer)
  })

  return { rows, counts, next, fault, busy, waiting, more, allIds }
}
