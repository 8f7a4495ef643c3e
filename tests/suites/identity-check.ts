import { expect, it } from 'vitest'
import type { IdentityCheckGateway, IdentityResult } from '../../src/central/gateways/identity-check.ts'

export interface IdentityCheckSubject {
  readonly gateway: IdentityCheckGateway
  readonly next: (result: IdentityResult) => Promise<void>
  readonly faults: Readonly<Record<'unavailable' | 'timeout' | 'nonsense', () => Promise<void>>>
}

const request = { documentType: 'foreign-passport', documentNumber: 'E12345678', name: 'Anna Müller' }

/** The suite of the port: every implementation runs it. */
export function identityCheckSuite(open: () => Promise<IdentityCheckSubject>): void {
  for (const result of ['matched', 'mismatched', 'busy'] as const)
    it(`gives the verdict of the register: ${result}`, async () => {
      const { gateway, next } = await open()
      await next(result)
      expect(await gateway.check(request)).toBe(result)
    })

  for (const kind of ['unavailable', 'timeout', 'nonsense'] as const)
    it(`never takes trouble for a verdict: ${kind}`, async () => {
      const { gateway, faults } = await open()
      await faults[kind]()
      await expect(gateway.check(request)).rejects.toMatchObject({
        name: 'GatewayTrouble',
        service: 'identity-check',
        kind,
      })
    })
}
