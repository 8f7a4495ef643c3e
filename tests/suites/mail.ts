import { expect, it } from 'vitest'
import type { MailGateway } from '../../src/central/gateways/mail.ts'

/** What any gateway for letters has to do. `faults` brings the service behind it into each trouble. */
export interface MailSubject {
  readonly gateway: MailGateway
  readonly arrived: () => Promise<readonly { readonly address: string; readonly text: string }[]>
  readonly faults: Readonly<Record<'unavailable' | 'timeout' | 'nonsense' | 'lost', () => Promise<void>>>
}

/** The suite of the port: every implementation runs it. */
export function mailSuite(open: () => Promise<MailSubject>): void {
  it('delivers subject and text as they are', async () => {
    const { gateway, arrived } = await open()
    await gateway.send('anna@example.org', '验证码', '048213，5 分钟内有效。𠮷')
    expect(await arrived()).toEqual([{ address: 'anna@example.org', text: '验证码\n048213，5 分钟内有效。𠮷' }])
  })

  it('resolves for a letter that was taken over and never arrives', async () => {
    const { gateway, arrived, faults } = await open()
    await faults.lost()
    await gateway.send('anna@example.org', '验证码', '048213')
    expect(await arrived()).toEqual([])
  })

  for (const kind of ['unavailable', 'timeout', 'nonsense'] as const)
    it(`tells trouble of the service by name: ${kind}`, async () => {
      const { gateway, arrived, faults } = await open()
      await faults[kind]()
      await expect(gateway.send('anna@example.org', '验证码', '048213')).rejects.toMatchObject({
        name: 'GatewayTrouble',
        service: 'mail',
        kind,
      })
      expect(await arrived()).toEqual([])
    })
}
