import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { findPort } from '../../build/central.mjs'

describe('the port of the central', () => {
  const taken = createServer()
  afterEach(() => new Promise((resolve) => taken.close(resolve)))

  it('is the next free one when the wanted one is taken', async () => {
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const found = await findPort(port)
    expect(found).toBeGreaterThan(port)
    expect(found).toBeLessThan(port + 20)
  })
})
