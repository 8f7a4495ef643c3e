import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ReaderSimulator {
  readonly origin: string
  control(act: 'lay' | 'lift' | 'fault', input?: object): Promise<void>
  end(): Promise<void>
}

/** Starts a simulator process of its own and waits until it answers. */
export async function startReaderSimulator(): Promise<ReaderSimulator> {
  const child = spawn(process.execPath, ['src/devices/card-reader/simulator.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const origin = line.replace('card-reader simulator ready ', '')
  return {
    origin,
    control: async (act, input = {}) => {
      await fetch(`${origin}/control/${act}`, { method: 'POST', body: JSON.stringify(input) })
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
