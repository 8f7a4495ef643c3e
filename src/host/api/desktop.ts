import { HostEmitter, strict } from '../strict.ts'

let text = ''

/** A clipboard of this process alone: the person's own is none of a test's business. */
export const clipboard = strict('clipboard', {
  readText: async (): Promise<string> => text,
  writeText: async (written: string): Promise<void> => {
    text = written
  },
  clear: (): void => {
    text = ''
  },
})

class NativeTheme extends HostEmitter {
  private _source = 'system'

  constructor() {
    super('nativeTheme', { fires: ['updated'] })
  }

  get themeSource(): string {
    return this._source
  }

  set themeSource(source: string) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Error processing argument: ${source}`)
    this._source = source
    this.emit('updated')
  }

  get shouldUseDarkColors(): boolean {
    return this._source === 'dark'
  }
}

export const nativeTheme = strict('nativeTheme', new NativeTheme())

/** Events only: nothing here knows of sleep, locks or idle hands. */
class PowerMonitor extends HostEmitter {
  constructor() {
    const silent = ['lock-screen', 'on-ac', 'on-battery', 'resume', 'shutdown', 'suspend', 'unlock-screen']
    super('powerMonitor', { fires: [], silent })
  }
}

export const powerMonitor = strict('powerMonitor', new PowerMonitor())

export const shell = strict('shell', {
  /** Refused: what a desk opens outside itself is checked on a real one. */
  openExternal: async (url: string): Promise<void> => {
    throw new Error(`electron-host: shell.openExternal is refused (${url})`)
  },
})
