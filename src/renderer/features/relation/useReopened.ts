import { onMounted } from 'vue'
import { useRoute } from 'vue-router'
import { desk } from '../../desk.ts'

/** Hands over what was typed into a returned act, when the address asks for it (`?reopen=<command>`). */
export function useReopened(command: string, take: (payload: Readonly<Record<string, unknown>>) => void): void {
  const route = useRoute()
  onMounted(async () => {
    const commandId = route.query['reopen']
    if (typeof commandId !== 'string') return
    const answer = await desk.call('outbox.payload', { commandId })
    if (answer.kind === 'ok' && answer.value?.name === command) take(answer.value.payload)
  })
}
