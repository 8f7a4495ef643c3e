import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { BrowserWindow } from '../../src/host/api/browser-window.ts'
import { Menu } from '../../src/host/api/menu.ts'
import { makeNativeImage } from '../../src/host/api/native-image.ts'
import { Session } from '../../src/host/api/session.ts'
import { WebContents } from '../../src/host/api/web-contents.ts'
import { makeMainFrame } from '../../src/host/api/web-frame.ts'
import { webRequest } from '../../src/host/api/web-request.ts'
import { webPreferenceNames, windowOptionNames } from '../../src/host/api/window-options.ts'
import { WindowFrame } from '../../src/host/api/window-frame.ts'
import { electron } from '../../src/host/electron-module.ts'
import { makeCodec } from '../../src/host/page/codec.ts'
import { makeContextBridge, makeIpcRenderer } from '../../src/host/page/isolated-world.ts'

/** Electron's own declarations, by name: the types, and the text for its events. */
let checker: ts.TypeChecker
let declarations: Map<string, ts.InterfaceDeclaration | ts.ClassDeclaration>

beforeAll(() => {
  const file = createRequire(import.meta.url).resolve('electron/electron.d.ts')
  const program = ts.createProgram([file], { types: ['node'], skipLibCheck: true, noEmit: true })
  checker = program.getTypeChecker()
  declarations = new Map()
  const collect = (node: ts.Node): void => {
    if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) && node.name)
      if (!declarations.has(node.name.text)) declarations.set(node.name.text, node)
    ts.forEachChild(node, collect)
  }
  const source = program.getSourceFile(file)
  if (!source) throw new Error('electron.d.ts was not read')
  collect(source)
}, 60_000)

function declarationOf(name: string): ts.InterfaceDeclaration | ts.ClassDeclaration {
  const declaration = declarations.get(name)
  if (!declaration?.name) throw new Error(`electron.d.ts declares no ${name}`)
  return declaration
}

/** Members of a declared type, or of the class itself for its statics. */
function declares(name: string, member: string, isStatic: boolean): boolean {
  const { name: identifier } = declarationOf(name)
  const symbol = identifier && checker.getSymbolAtLocation(identifier)
  if (!symbol) return false
  const type = isStatic ? checker.getTypeOfSymbol(symbol) : checker.getDeclaredTypeOfSymbol(symbol)
  return checker.getPropertyOfType(type, member) !== undefined
}

const emitterMembers = new Set(Object.getOwnPropertyNames(EventEmitter.prototype))
const classMembers = new Set(['length', 'name', 'prototype'])

/** Every public member that an object of the stand-in offers, its prototypes' included. */
function offered(object: object): string[] {
  const names = new Set<string>()
  const ends: (object | null)[] = [Object.prototype, EventEmitter, EventEmitter.prototype, Function.prototype, null]
  for (let part: object | null = object; !ends.includes(part); part = Object.getPrototypeOf(part) as object | null)
    for (const name of Object.getOwnPropertyNames(part)) names.add(name)
  return [...names].filter((name) => !name.startsWith('_') && !emitterMembers.has(name) && name !== 'constructor')
}

/** The events that an emitter of the stand-in knows. */
function events(emitter: object): string[] {
  const known = (emitter as { _known: Set<string> })._known
  return [...known].filter((event) => event !== 'newListener' && event !== 'removeListener')
}

class ProbeFrame extends WindowFrame {
  protected override readonly _tab = undefined as never
}
const link = { codec: makeCodec(), listeners: new Map(), tell: () => undefined, ask: () => Promise.resolve() }
const menu = Menu.buildFromTemplate([])
const source = { url: () => '', isPresent: () => true }
const { app, clipboard, dialog, ipcMain, nativeTheme, net, powerMonitor, protocol, safeStorage, screen, shell } =
  electron as Record<string, object>

const objects: [string, object | undefined][] = [
  ['App', app],
  ['BrowserWindow', BrowserWindow.prototype],
  ['Clipboard', clipboard],
  ['CommandLine', (app as { commandLine: object }).commandLine],
  ['ContextBridge', makeContextBridge(() => undefined)],
  ['Dialog', dialog],
  ['IpcMain', ipcMain],
  ['IpcRenderer', makeIpcRenderer(link)],
  ['Menu', menu],
  ['NativeImage', makeNativeImage(Buffer.alloc(32))],
  ['NativeTheme', nativeTheme],
  ['Net', net],
  ['Protocol', protocol],
  ['SafeStorage', safeStorage],
  ['Screen', screen],
  ['Session', Session.prototype],
  ['Shell', shell],
  ['WebContents', WebContents.prototype],
  ['WebFrameMain', makeMainFrame(source, 1)],
  ['WebRequest', webRequest],
]
const statics: [string, object | undefined][] = [
  ['BrowserWindow', BrowserWindow],
  ['Menu', Menu],
  ['Session', electron['session']],
  ['WebContents', electron['webContents']],
]
const emitters: [string, object | undefined][] = [
  ['App', app],
  ['BrowserWindow', new ProbeFrame({})],
  ['NativeTheme', nativeTheme],
  ['PowerMonitor', powerMonitor],
  ['Screen', screen],
  ['Session', new Session()],
  ['WebContents', new WebContents(1)],
]

describe("the stand-in's surface is part of Electron's", () => {
  it.each(objects)('%s', (name, object) => {
    const members = offered(object ?? {})
    expect(members).not.toEqual([])
    expect(members.filter((member) => !declares(name, member, false))).toEqual([])
  })

  it.each(statics)('%s itself', (name, object) => {
    const members = offered(object ?? {}).filter((member) => !classMembers.has(member))
    expect(members).not.toEqual([])
    expect(members.filter((member) => !declares(name, member, true))).toEqual([])
  })

  it.each(emitters)('events of %s', (name, emitter) => {
    const text = declarationOf(name).getText()
    const names = events(emitter ?? {})
    expect(names).not.toEqual([])
    expect(names.filter((event) => !text.includes(`on(event: '${event}'`))).toEqual([])
  })

  it('options of a window', () => {
    const strange = (type: string, names: readonly string[]): string[] =>
      names.filter((name) => !declares(type, name, false))
    expect(strange('BrowserWindowConstructorOptions', windowOptionNames)).toEqual([])
    expect(strange('WebPreferences', webPreferenceNames)).toEqual([])
  })

  it('and a member that Electron lacks would be found', () => {
    expect(declares('App', 'noSuchMember', false)).toBe(false)
    expect(declares('App', 'whenReady', false)).toBe(true)
  })
})
