import { expect, it } from 'vitest'
import type { HumanCheckGateway } from '../../src/central/gateways/human-check.ts'

/** What any gateway for the human check has to do. `read` is the human who looks at a picture. */
export interface HumanCheckSubject {
  readonly gateway: HumanCheckGateway
  readonly slide: string
  readonly read: (picture: string) => string
  readonly faults: Readonly<Record<'unavailable' | 'timeout' | 'nonsense', () => Promise<void>>>
}

/** The suite of the port: every implementation runs it. */
export function humanCheckSuite(open: () => Promise<HumanCheckSubject>): void {
  it('[R-LGE-06] tells a slider that was dragged fully right from one that was not', async () => {
    const { gateway, slide } = await open()
    const { challenge, picture } = await gateway.open('slider')
    expect(picture).toBeNull()
    expect(await gateway.verify('slider', { challenge, answer: slide })).toBe('human')
    expect(await gateway.verify('slider', { challenge, answer: 'half' })).toBe('not-human')
  })

  it('[R-LGE-06] tells a picture that was read from one that was guessed', async () => {
    const { gateway, read } = await open()
    const { challenge, picture } = await gateway.open('picture-code')
    const answer = read(picture ?? '')
    expect(await gateway.verify('picture-code', { challenge, answer })).toBe('human')
    expect(await gateway.verify('picture-code', { challenge, answer: `${answer}0` })).toBe('not-human')
    const other = await gateway.open('picture-code')
    expect(other.challenge).not.toBe(challenge)
  })

  for (const kind of ['unavailable', 'timeout', 'nonsense'] as const)
    it(`tells trouble of the service by name: ${kind}`, async () => {
      const { gateway, slide, faults } = await open()
      await faults[kind]()
      const trouble = { name: 'GatewayTrouble', service: 'human-check', kind }
      await expect(gateway.verify('slider', { challenge: 'any', answer: slide })).rejects.toMatchObject(trouble)
      await expect(gateway.open('slider')).rejects.toMatchObject(trouble)
    })
}
