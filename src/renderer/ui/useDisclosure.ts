import { ref } from 'vue'

/** How long a disclosed value stands on the screen (OP-13). */
export const SHOWN_SECONDS = 30

/** One value shown for a while: after the last second, or when hidden, nothing of it is left here. */
export function useDisclosure() {
  const shown = ref<string>()
  const left = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  function hide(): void {
    clearInterval(timer)
    shown.value = undefined
    left.value = 0
  }

  function show(value: string): void {
    hide()
    shown.value = value
    left.value = SHOWN_SECONDS
    timer = setInterval(() => {
      left.value -= 1
      if (left.value <= 0) hide()
    }, 1000)
  }

  return { shown, left, show, hide }
}
