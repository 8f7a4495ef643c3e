import { ref } from 'vue'
import type { ReceiptPaper } from '../../contract/receipt.ts'

const KEPT_AS = 'hall-desk-paper'
const MM_PER_PIXEL = 25.4 / 96
/** A roll is cut a little below the last line, and never shorter than the printer can hold. */
const TAIL = 4
const SHORTEST = 40

/** The paper of this desk's printer, remembered from the last time. */
export function usePaper() {
  const paper = ref<ReceiptPaper>(localStorage.getItem(KEPT_AS) === '80mm' ? '80mm' : 'a4')
  function choose(chosen: string | number | boolean | undefined): void {
    paper.value = chosen === '80mm' ? '80mm' : 'a4'
    localStorage.setItem(KEPT_AS, paper.value)
  }
  return { paper, choose }
}

/** How long the open sheet is on paper, in millimetres; undefined where none is open. */
export function sheetHeight(): number | undefined {
  const sheet = document.querySelector('.hd-sheet')
  if (sheet === null) return undefined
  return Math.max(SHORTEST, Math.ceil(sheet.getBoundingClientRect().height * MM_PER_PIXEL) + TAIL)
}
