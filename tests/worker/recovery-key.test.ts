import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadRecoveryKey } from '../../src/central/recovery-key.ts'
import { startDesk } from '../../src/worker/start.ts'
import { PASSWORD, startCentral } from '../support/central.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-recovery-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

describe('the office’s recovery key', () => {
  it('[TRUST-45] is made once beside the central’s data, the private half for nobody else to read', () => {
    const made = loadRecoveryKey(directory, undefined)
    expect(loadRecoveryKey(directory, undefined)).toBe(made)
    expect(readdirSync(directory).toSorted()).toEqual(['recovery-private.pem', 'recovery-public.pem'])
    const secret = join(directory, 'recovery-private.pem')
    expect(statSync(secret).mode & 0o077).toBe(0)
    const half = createPublicKey(createPrivateKey(readFileSync(secret)))
    expect(half.export({ format: 'der', type: 'spki' }).toString('base64')).toBe(made)
    // It belongs into a safe: the central needs it no more.
    rmSync(secret)
    expect(loadRecoveryKey(directory, undefined)).toBe(made)
  })

  it('[TRUST-45] may be the office’s own, and must be of the kind that desks wrap for', () => {
    const own = join(directory, 'own.pem')
    const { publicKey } = generateKeyPairSync('x25519')
    writeFileSync(own, publicKey.export({ format: 'pem', type: 'spki' }))
    expect(loadRecoveryKey(directory, own)).toBe(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'))
    expect(readdirSync(directory)).toEqual(['own.pem'])
    const signing = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' })
    writeFileSync(own, signing)
    expect(() => loadRecoveryKey(directory, own)).toThrow('X25519')
  })

  it('[TRUST-45] comes to a desk when it is enrolled and at each sign-in, for its window process alone', async () => {
    const recoveryKey = loadRecoveryKey(directory, undefined)
    const { deps, enrolmentCode, url, close } = await startCentral({ recoveryKey })
    expect(deps.recoveryKey).toBe(recoveryKey)
    const told: unknown[] = []
    const desk = await startDesk({ directory, databaseKey: '5d'.repeat(32), centralUrl: url }, (topic, payload) => {
      if (topic === 'recovery-key') told.push(payload)
    })
    const code = await enrolmentCode('h1')
    expect(await desk.server.answer('session.enrol', { code, name: '1号窗口' })).toMatchObject({ kind: 'ok' })
    expect(told).toEqual([{ publicKey: recoveryKey }])
    await desk.server.answer('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    expect(told).toHaveLength(2)
    await desk.close()
    await close()
  })
})
