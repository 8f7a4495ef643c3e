import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { PersonAct } from '../../../contract/person.ts'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

/** Tables whose changes show in a person's file. */
const SHOWN = ['person', 'person_document', 'phone', 'relation', 'command_result', 'outbox']

/** The file on screen: read from the cache, read again when its rows change. */
export const usePersonStore = defineStore('person', () => {
  const personId = shallowRef<string>()
  const file = useAnswer((id: string) => desk.call('person.file', { id }))
  const acts = shallowRef<readonly PersonAct[]>([])
  const nextActs = shallowRef<string>()

  async function loadActs(after?: string): Promise<void> {
    const id = personId.value
    if (id === undefined) return
    const answer = await desk.call('person.acts', { id, size: 30, ...(after === undefined ? {} : { after }) })
    if (answer.kind !== 'ok' || personId.value !== id) return
    acts.value = after === undefined ? answer.value.rows : [...acts.value, ...answer.value.rows]
    nextActs.value = answer.value.next
  }

  async function open(id: string): Promise<void> {
    if (personId.value !== id) {
      personId.value = id
      file.clear()
      acts.value = []
    }
    await Promise.all([file.run(id), loadActs()])
  }

  desk.on('rows-changed', ({ tables }) => {
    if (personId.value !== undefined && tables.some((table) => SHOWN.includes(table))) void open(personId.value)
  })

  return { file, acts, nextActs, open, moreActs: () => loadActs(nextActs.value) }
})
