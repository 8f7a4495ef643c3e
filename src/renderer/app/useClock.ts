import { onBeforeUnmount, ref, type Ref } from 'vue'

/** The present, renewed every half minute or as often as asked: for ages, countdowns and "as of". */
export function useClock(everyMilliseconds = 30_000): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, everyMilliseconds)
  onBeforeUnmount(() => {
    clearInterval(timer)
  })
  return now
}
