import { defineStore } from 'pinia'
import { useAnswer } from '../../app/useAnswer.ts'
import { desk } from '../../desk.ts'

/** What this desk is and holds. */
export const useSettingsStore = defineStore('settings', () => {
  const device = useAnswer(() => desk.call('settings.device', {}))
  return { device }
})
