import { ref } from 'vue'

const KEPT_AS = 'hall-desk-large-type'
const CLASS = 'hd-large'

/** Large type: one class at the root, remembered on this machine. */
export const largeType = ref(localStorage.getItem(KEPT_AS) === '1')

export function setLargeType(large: boolean): void {
  largeType.value = large
  localStorage.setItem(KEPT_AS, large ? '1' : '0')
  document.documentElement.classList.toggle(CLASS, large)
}

document.documentElement.classList.toggle(CLASS, largeType.value)
