import { report } from '../life.ts'
import { strict } from '../strict.ts'

/** A native dialog has no window here: tests stub it through `electronApp.evaluate`, as they do with Electron. */
function withoutWindow(name: string): (...given: unknown[]) => Promise<never> {
  return async () => {
    throw new Error(`electron-host: dialog.${name} has no native window here; a test stubs it`)
  }
}

export const dialog = strict('dialog', {
  showOpenDialog: withoutWindow('showOpenDialog'),
  showSaveDialog: withoutWindow('showSaveDialog'),
  showMessageBox: withoutWindow('showMessageBox'),
  showErrorBox: (title: string, content: string): void => report(`${title}\n${content}`),
})
