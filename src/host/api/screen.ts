import { spawnSync } from 'node:child_process'
import type { Rectangle } from '../geometry.ts'
import { life } from '../life.ts'
import { HostEmitter, strict } from '../strict.ts'

const usual: Rectangle = { x: 0, y: 0, width: 1366, height: 768 }

/** Reads `1366x768+0+0,1280x800+1366+0`; displays without a place stand side by side. */
export function parseDisplays(text: string): Rectangle[] {
  let right = 0
  return text.split(',').map((part) => {
    const found = /^(\d+)x(\d+)(?:\+(\d+)\+(\d+))?$/.exec(part.trim())
    if (!found) throw new Error(`electron-host: '${part}' is not a display such as 1366x768+0+0`)
    const [, width, height, x = right, y = 0] = found
    const display = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) }
    right = display.x + display.width
    return display
  })
}

/** The connected outputs that `xrandr --query` lists. */
export function parseXrandr(text: string): Rectangle[] {
  return [...text.matchAll(/^\S+ connected(?: primary)? (\d+x\d+\+\d+\+\d+)/gm)].flatMap(([, place = '']) =>
    parseDisplays(place),
  )
}

function lookForDisplays(): Rectangle[] {
  const given = process.env['ELECTRON_HOST_DISPLAYS']
  if (given) return parseDisplays(given)
  const { stdout } = process.env['DISPLAY'] ? spawnSync('xrandr', ['--query'], { encoding: 'utf8' }) : { stdout: '' }
  const found = parseXrandr(stdout ?? '')
  return found.length > 0 ? found : [usual]
}

let known: Rectangle[] | undefined

/** The displays of this run: as ELECTRON_HOST_DISPLAYS says, else as X tells, else one of 1366 × 768. */
export function displays(): readonly Rectangle[] {
  return (known ??= lookForDisplays())
}

interface Display {
  readonly id: number
  readonly label: string
  readonly bounds: Rectangle
  readonly workArea: Rectangle
  readonly size: { readonly width: number; readonly height: number }
  readonly workAreaSize: { readonly width: number; readonly height: number }
  readonly scaleFactor: number
  readonly rotation: number
  readonly internal: boolean
}

function describe(bounds: Rectangle, index: number): Display {
  const { width, height } = bounds
  const size = { width, height }
  return strict('Display', {
    id: index + 1,
    label: `display ${index + 1}`,
    bounds: { ...bounds },
    workArea: { ...bounds },
    size,
    workAreaSize: size,
    scaleFactor: 1,
    rotation: 0,
    internal: index === 0,
  })
}

function distance(display: Display, { x, y }: { x: number; y: number }): number {
  const { bounds } = display
  const right = bounds.x + bounds.width - 1
  const bottom = bounds.y + bounds.height - 1
  return Math.hypot(Math.max(bounds.x - x, 0, x - right), Math.max(bounds.y - y, 0, y - bottom))
}

class Screen extends HostEmitter {
  constructor() {
    super('screen', { fires: [], silent: ['display-added', 'display-removed', 'display-metrics-changed'] })
  }

  getAllDisplays(): Display[] {
    if (!life.ready) throw new Error("The 'screen' module can't be used before the app 'ready' event")
    return displays().map(describe)
  }

  getPrimaryDisplay(): Display {
    return this.getDisplayNearestPoint({ x: 0, y: 0 })
  }

  getDisplayNearestPoint(point: { x: number; y: number }): Display {
    const [nearest] = this.getAllDisplays().sort((one, other) => distance(one, point) - distance(other, point))
    if (!nearest) throw new Error('electron-host: there is no display')
    return nearest
  }

  getDisplayMatching(place: Rectangle): Display {
    return this.getDisplayNearestPoint({ x: place.x + place.width / 2, y: place.y + place.height / 2 })
  }
}

export const screen = strict('screen', new Screen())
