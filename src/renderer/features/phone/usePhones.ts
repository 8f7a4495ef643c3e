import { onBeforeUnmount, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

/** A person's numbers, read again whenever one of them may have changed. */
export function usePhones(personId: MaybeRefOrGetter<string>) {
  const phones = useAnswer(() => desk.call('phone.list', { personId: toValue(personId) }))
  const stop = desk.on('rows-changed', ({ tables }) => {
    if (tables.includes('phone')) void phones.run()
  })
  onBeforeUnmount(stop)
  watch(
    () => toValue(personId),
    () => {
      phones.clear()
      void phones.run()
    },
    { immediate: true },
  )
  return phones
}
