import { expect, it } from 'vitest'
import type { CoreGateway } from '../../src/central/gateways/core.ts'
import type { CoreRecord } from '../../src/contract/core.ts'

export interface CoreSubject {
  readonly gateway: CoreGateway
  /** Registers an enterprise with these people. */
  readonly register: (record: CoreRecord) => Promise<void>
  readonly faults: Readonly<Record<'unavailable' | 'timeout' | 'nonsense', () => Promise<void>>>
}

const record: CoreRecord = {
  enterprise: {
    creditCode: '91210102MA0ABCDE12',
    taxpayerNumber: '210102123456789',
    name: '沈阳甲贸易有限公司',
    taxAuthority: '沈河区税务局',
  },
  people: [
    {
      name: '王法人',
      documentType: 'resident-id',
      documentNumber: '210102197001010011',
      role: 'legal-representative',
      mobile: '13800000001',
      fixedLine: null,
    },
    {
      name: '李财务',
      documentType: 'resident-id',
      documentNumber: '210102198001010022',
      role: 'finance-officer',
      mobile: null,
      fixedLine: '13900000002',
    },
  ],
}

/** The suite of the port: every implementation runs it. */
export function coreSuite(open: () => Promise<CoreSubject>): void {
  it.each([record.enterprise.creditCode, '210102123456789'])('gives the registration by the code %s', async (code) => {
    const { gateway, register } = await open()
    await register(record)
    expect(await gateway.findEnterprise(code)).toEqual(record)
  })

  it('says when there is no such enterprise', async () => {
    const { gateway } = await open()
    expect(await gateway.findEnterprise('91210102MA0NOBODY1')).toBeUndefined()
  })

  for (const kind of ['unavailable', 'timeout', 'nonsense'] as const)
    it(`never takes trouble for an empty registration: ${kind}`, async () => {
      const { gateway, register, faults } = await open()
      await register(record)
      await faults[kind]()
      await expect(gateway.findEnterprise(record.enterprise.creditCode)).rejects.toMatchObject({
        name: 'GatewayTrouble',
        service: 'core',
        kind,
      })
    })
}
