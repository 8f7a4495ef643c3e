import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const register = join(import.meta.dirname, '../../src/host/register.ts')
const run = promisify(execFile)

/** Runs a script as the host's Node would, and returns what it printed. */
async function inHost(script: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', register, '--input-type=module', '--eval', script])
  return stdout.trim()
}

/** A script that prints how each expression ends: `ok`, or its error's message. */
function outcomes(expressions: readonly string[]): string {
  return `
    import crypto from 'node:crypto'
    import { createRequire } from 'node:module'
    const require = createRequire('/')
    const results = []
    for (const act of [${expressions.map((expression) => `async () => (${expression})`).join(',')}])
      results.push(await Promise.resolve().then(act).then(() => 'ok', (error) => error.message))
    console.log(JSON.stringify(results))
  `
}

const outcomesOf = async (expressions: readonly string[]): Promise<string[]> =>
  JSON.parse(await inHost(outcomes(expressions))) as string[]

describe('the module electron', () => {
  it('is one object, however it is loaded', async () => {
    const same = `
      import { createRequire } from 'node:module'
      import * as named from 'electron'
      import whole from 'electron'
      const required = createRequire('/')('electron')
      const main = await import('electron/main')
      console.log(named.app === whole.app, required.app === whole.app, required.ipcMain === main.ipcMain)`
    expect(await inHost(same)).toBe('true true true')
  })

  it('is refused where Electron refuses it', async () => {
    const [renderer, utility, missing] = await outcomesOf([
      `import('electron/renderer')`,
      `require('electron/utility')`,
      `import('electron').then(({ default: electron }) => electron.autoUpdater)`,
    ])
    expect(renderer).toContain("'electron/renderer' cannot be loaded in the main process")
    expect(utility).toContain("'electron/utility' cannot be loaded in the main process")
    expect(missing).toBe('electron-host: electron.autoUpdater is not implemented in the stand-in')
  })

  it('is refused in a worker thread', async () => {
    const script = `
      import { Worker } from 'node:worker_threads'
      const code = "import('electron').then(() => 'loaded', (error) => error.message).then((m) => console.log(m))"
      new Worker(new URL('data:text/javascript,' + encodeURIComponent(code)))`
    expect(await inHost(script)).toContain("'electron' cannot be loaded in a worker thread")
  })

  it('refuses use before ready', async () => {
    const results = await outcomesOf([
      `import('electron').then(({ BrowserWindow }) => new BrowserWindow())`,
      `import('electron').then(({ protocol }) => protocol.handle('app', () => new Response('')))`,
      `import('electron').then(({ safeStorage }) => safeStorage.encryptString('x'))`,
      `import('electron').then(({ session }) => session.defaultSession)`,
      `import('electron').then(({ screen }) => screen.getAllDisplays())`,
    ])
    expect(results).toEqual([
      'Cannot create BrowserWindow before app is ready',
      'protocol.handle can only be used after app is ready',
      'safeStorage cannot be used before app is ready',
      'Session can only be received when app is ready',
      "The 'screen' module can't be used before the app 'ready' event",
    ])
  })
})

/** What every desk has, and what only Node on OpenSSL would have. */
const allowed = [
  `crypto.createHash('sha256').update('x').digest()`,
  `crypto.hash('sha512', 'x')`,
  `crypto.createHmac('SHA256', 'k').update('x').digest()`,
  `crypto.hkdfSync('sha256', 'k', '', '', 32)`,
  `crypto.createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12))`,
  `crypto.sign(null, Buffer.from('x'), crypto.generateKeyPairSync('ed25519').privateKey)`,
  `crypto.generateKeyPairSync('x25519')`,
  `crypto.createPublicKey(crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)`,
  `crypto.createECDH('prime256v1').generateKeys()`,
  `crypto.timingSafeEqual(crypto.randomBytes(4), Buffer.alloc(4))`,
  `crypto.randomUUID()`,
  `crypto.subtle.digest('SHA-256', Buffer.from('x'))`,
  `crypto.webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])`,
  `crypto.webcrypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])`,
]
const refused = [
  `crypto.createHash('md5')`,
  `crypto.createHash('sm3')`,
  `crypto.hash('sha1', 'x')`,
  `new crypto.Hash('md5')`,
  `crypto.createHmac('sha3-256', 'k')`,
  `crypto.createCipheriv('sm4-cbc', Buffer.alloc(16), Buffer.alloc(16))`,
  `crypto.createCipheriv('chacha20-poly1305', Buffer.alloc(32), Buffer.alloc(12))`,
  `crypto.createDecipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16))`,
  `crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })`,
  `crypto.generateKeyPairSync('ec', { namedCurve: 'SM2' })`,
  `crypto.generateKeyPairSync('ed448')`,
  `crypto.createECDH('secp256k1')`,
  `crypto.pbkdf2Sync('p', 's', 1, 32, 'sha256')`,
  `crypto.scryptSync('p', 's', 32)`,
  `crypto.argon2Sync('argon2id', {})`,
  `crypto.createDiffieHellman(512)`,
  `crypto.subtle.digest('SHA-1', Buffer.from('x'))`,
  `crypto.subtle.generateKey({ name: 'AES-CBC', length: 256 }, false, ['encrypt'])`,
  `crypto.subtle.importKey('raw', Buffer.alloc(16), 'PBKDF2', false, ['deriveBits'])`,
]

describe('cryptography', () => {
  it('that every desk has works', async () => {
    const results = await outcomesOf(allowed)
    expect(allowed.filter((_, at) => results[at] !== 'ok')).toEqual([])
  })

  it('off the list is refused, named', async () => {
    const results = await outcomesOf(refused)
    expect(refused.filter((_, at) => !results[at]?.includes('is not on the list of cryptography'))).toEqual([])
  })

  it.each([
    ['a module', `new URL('data:text/javascript,' + encodeURIComponent(code))`],
    ['a text', `code, { eval: true }`],
  ])('is the same in a worker thread made of %s', async (_kind, inputs) => {
    const code = `
      import('node:crypto').then(({ createHash }) => createHash('sm3')).catch((error) => console.log(error.message))`
    const script = `
      import { Worker } from 'node:worker_threads'
      const code = ${JSON.stringify(code)}
      new Worker(${inputs})`
    expect(await inHost(script)).toContain('the hash sm3 is not on the list')
  })

  it('leaves to Node what Node needs for itself', async () => {
    const script = `
      import { createServer } from 'node:http'
      const server = createServer()
      server.on('upgrade', (request, socket) => {
        console.log(request.headers['sec-websocket-key'].length)
        socket.destroy()
      })
      server.listen(0, '127.0.0.1', () => {
        const socket = new WebSocket('ws://127.0.0.1:' + server.address().port)
        socket.onerror = () => server.close()
      })`
    expect(await inHost(script)).toBe('24')
  })
})
