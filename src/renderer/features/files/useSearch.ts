import { onBeforeUnmount, ref, watch } from 'vue'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

/** Long enough that a fast typist asks once, short enough that nobody waits. */
const PAUSE = 70

/** One search box: asks while typing; the newest question's answer wins. */
export function useSearch(initial = '') {
  const text = ref(initial)
  const found = useAnswer((wanted: string) => desk.call('search.find', { text: wanted }))
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    text,
    (wanted) => {
      clearTimeout(timer)
      if (wanted.trim() === '') found.clear()
      else timer = setTimeout(() => void found.run(wanted.trim().slice(0, 80)), PAUSE)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
  })
  return { text, found }
}
