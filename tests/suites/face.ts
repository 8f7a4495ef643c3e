import { expect, it } from 'vitest'
import type { FaceGateway, FaceResult } from '../../src/central/gateways/face.ts'

export interface FaceSubject {
  readonly gateway: FaceGateway
  readonly next: (result: FaceResult) => Promise<void>
  readonly faults: Readonly<Record<'unavailable' | 'timeout' | 'nonsense', () => Promise<void>>>
}

const request = { personId: 'p1', name: '张䶮', documentNumber: '210102199003071234', purpose: 'login' }

/** The suite of the port: every implementation runs it. */
export function faceSuite(open: () => Promise<FaceSubject>): void {
  for (const result of ['passed', 'failed', 'busy'] as const)
    it(`gives the result of the comparison: ${result}`, async () => {
      const { gateway, next } = await open()
      await next(result)
      expect(await gateway.compare(request)).toBe(result)
    })

  for (const kind of ['unavailable', 'timeout', 'nonsense'] as const)
    it(`never takes trouble for a result: ${kind}`, async () => {
      const { gateway, faults } = await open()
      await faults[kind]()
      await expect(gateway.compare(request)).rejects.toMatchObject({ name: 'GatewayTrouble', service: 'face', kind })
    })
}
