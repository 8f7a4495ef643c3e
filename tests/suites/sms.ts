import { expect, it } from 'vitest'
import type { SmsGateway } from '../../src/central/gateways/sms.ts'

/** What any gateway for short messages has to do. `faults` brings the service behind it into each trouble. */
export interface SmsSubject {
  readonly gateway: SmsGateway
  readonly arrived: () => Promise<readonly { readonly number: string; readonly text: string }[]>
  readonly faults: Readonly<Record<'unavailable' | 'timeout' | 'nonsense' | 'lost', () => Promise<void>>>
}

/** The suite of the port: every implementation runs it. */
export function smsSuite(open: () => Promise<SmsSubject>): void {
  it('delivers the text as it is', async () => {
    const { gateway, arrived } = await open()
    await gateway.send('13812345678', '【税厅台】验证码 048213，5 分钟内有效。𠮷')
    expect(await arrived()).toEqual([{ number: '13812345678', text: '【税厅台】验证码 048213，5 分钟内有效。𠮷' }])
  })

  it('resolves for a message that was taken over and never arrives', async () => {
    const { gateway, arrived, faults } = await open()
    await faults.lost()
    await gateway.send('13812345678', '048213')
    expect(await arrived()).toEqual([])
  })

  for (const kind of ['unavailable', 'timeout', 'nonsense'] as const)
    it(`tells trouble of the service by name: ${kind}`, async () => {
      const { gateway, arrived, faults } = await open()
      await faults[kind]()
      await expect(gateway.send('13812345678', '048213')).rejects.toMatchObject({
        name: 'GatewayTrouble',
        service: 'sms',
        kind,
      })
      expect(await arrived()).toEqual([])
    })
}
