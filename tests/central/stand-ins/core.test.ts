import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { makePerson, startScene } from '../public/relation-scene.ts'

forEachDatabase('the core system’s records', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const post = async (act: string, fields: Record<string, string>) => {
    const answer = await fetch(`${central.url}/stand-ins/core/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const page = async (code: string) => (await fetch(`${central.url}/stand-ins/core?code=${code}`)).text()

  it('[R-HAL-03] registers a new enterprise by hand and announces it', async () => {
    const person = await makePerson(central)
    const code = '91210102MA0BYHAND1'
    expect(await page(code)).toContain('核心系统中没有这个企业')
    const enterprise = { creditCode: code, taxpayerNumber: '', name: '沈阳丁<b>商行', taxAuthority: 'h1 税务局' }
    expect((await post('enterprise', enterprise)).text).toContain('沈阳丁&#60;b&#62;商行')
    const fields = { code, name: person.name, documentType: 'resident-id', documentNumber: person.who.document }
    const registered = await post('person', { ...fields, role: 'finance-officer', mobile: '', fixedLine: '024123' })
    expect(registered.text).toContain(person.who.document)
    expect((await post('confirmation', { code })).text).toContain('新登记 1 条')
    expect((await person.api('authorisations.pending')).body.rows).toMatchObject([{ kind: 'core', inCore: true }])
  })

  it('[R-UNB-01] removes whom the registration no longer names', async () => {
    const scene = await startScene(central)
    const person = await makePerson(central)
    const relationId = await scene.relate(person, { in_core: 1 })
    expect(await page(scene.code)).toContain(person.who.document)
    const removal = { code: scene.code, documentNumber: person.who.document, role: 'staff' }
    expect((await post('removal', removal)).text).not.toContain(person.who.document)
    await post('confirmation', { code: scene.code })
    expect((await person.api('unbindings.unbind', { params: { relationId } })).refused).toBe(
      'relation-unbind-core-only',
    )
  })

  it.each([
    ['person', { code: 'nowhere', name: '张三' }],
    ['enterprise', { creditCode: '', name: '' }],
  ])('takes no %s that is none', async (act, fields) => {
    expect((await post(act, fields)).status).toBe(400)
  })
})
