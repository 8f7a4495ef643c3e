import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue'

type Handler = (event: KeyboardEvent) => void

interface Entry {
  readonly combination: string
  readonly handler: Handler
  /** Whether it also works while a dialog is open. */
  readonly always: boolean
}

const entries: Entry[] = []

/** `Ctrl+Enter`, `F2`, `Esc`; modifiers in the order Ctrl, Alt, Shift. */
function combinationOf(event: KeyboardEvent): string {
  const key = event.key === 'Escape' ? 'Esc' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  const held = [event.ctrlKey && 'Ctrl', event.altKey && 'Alt', event.shiftKey && 'Shift'].filter(Boolean)
  return [...held, key].join('+')
}

const dialogIsOpen = (): boolean =>
  document.querySelector('.el-overlay:not([style*="display: none"]) .el-dialog') !== null

/**
 * Whether a dialog was open when the key went down. By the time the key has come up here, the dialog it closed may be
 * gone, and its Esc would take the shell back a screen as well.
 */
let keyIsForDialog = false
window.addEventListener('keydown', () => (keyIsForDialog = dialogIsOpen()), { capture: true })

window.addEventListener('keydown', (event) => {
  // While an input method composes a word, Enter and Esc belong to it.
  if (event.isComposing || event.defaultPrevented) return
  const combination = combinationOf(event)
  const entry = entries.findLast((one) => one.combination === combination && (one.always || !keyIsForDialog))
  if (entry === undefined) return
  event.preventDefault()
  entry.handler(event)
})

/**
 * A list to choose from takes every Enter for itself, also the one that ends a form. Ctrl+Enter therefore goes past it,
 * to the form around it.
 */
function passLists(event: KeyboardEvent): void {
  if (combinationOf(event) !== 'Ctrl+Enter' || !(event.target instanceof Element)) return
  const around = event.target.closest('.el-select')?.parentElement
  if (!around) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const { key, code, ctrlKey } = event
  around.dispatchEvent(new KeyboardEvent('keydown', { key, code, ctrlKey, bubbles: true, cancelable: true }))
}
window.addEventListener('keydown', passLists, { capture: true })

/**
 * A key combination while the component is on screen. The newest component that wants a combination gets it, so a
 * form's `Esc` comes before the shell's.
 */
export function useShortcut(combination: string, handler: Handler, options: { always?: boolean } = {}): void {
  const entry: Entry = { combination, handler, always: options.always ?? false }
  const add = () => {
    if (!entries.includes(entry)) entries.push(entry)
  }
  const remove = () => {
    const index = entries.indexOf(entry)
    if (index >= 0) entries.splice(index, 1)
  }
  onMounted(add)
  onActivated(add)
  onDeactivated(remove)
  onBeforeUnmount(remove)
}
