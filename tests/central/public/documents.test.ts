import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shandong } from '../../../src/domain/policy/profiles.ts'
import { writeSetting } from '../../../src/central/stand-ins/settings.ts'
import { sql } from '../../../src/storage/database.ts'
import type { Row } from '../../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { apiOf, appOf, logIn, scanFor } from './api.ts'
import { makeTaxpayer, setFace, type Taxpayer } from './taxpayer.ts'

const person = (central: TestCentral, who: Taxpayer) =>
  central.deps.database.read((db) => db.find<Row>(sql('select * from person where id = ?', [who.personId])))

forEachDatabase('documents and level', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
  })
  afterAll(() => central.close())

  const add = async (token: string, documentType: string, documentNumber: string, scan?: string) =>
    apiOf(central, token)('documents.add', {
      body: { documentType, documentNumber, ...(scan === undefined ? {} : { scan }) },
    })

  it('[R-DOC-01] [R-DOC-02] adds a document by the face, and lists all masked', async () => {
    const who = await makeTaxpayer(central, 'anna')
    const token = await logIn(central, who)
    expect((await add(token, 'chinese-passport', 'E11111111')).refused).toBe('verification-needed')
    const scan = await scanFor(central, token, 'documents.add')
    expect((await add(token, 'chinese-passport', ' e1111 1111', scan)).status).toBe(200)
    const { body } = await apiOf(central, token)('documents.list')
    expect(body).toMatchObject([
      { documentType: 'resident-id', isMain: true },
      { documentType: 'chinese-passport', masked: 'E1*****11', isMain: false },
    ])
    const opened = await apiOf(central, token)('scans.open', { body: { purpose: 'documents.add' } })
    expect(opened.body.apps).toEqual(['province-app'])
  })

  it('[R-DOC-02] adds none by a face that failed', async () => {
    const who = await makeTaxpayer(central, 'bert')
    const token = await logIn(central, who)
    await setFace(central, 'failed')
    const scan = await scanFor(central, token, 'documents.add')
    await setFace(central, 'passed')
    expect((await add(token, 'chinese-passport', 'E22222222', scan)).refused).toBe('scan-failed')
    expect((await apiOf(central, token)('documents.list')).body).toHaveLength(1)
  })

  it('[R-MSG-19] [R-MSG-39] adds none that the third party doesn’t know as theirs, or can’t say', async () => {
    const who = await makeTaxpayer(central, 'carl')
    const token = await logIn(central, who)
    const attempt = async (answer: 'mismatched' | 'busy' | 'unavailable' | 'nonsense') => {
      const scan = await scanFor(central, token, 'documents.add')
      await writeSetting(central.deps.database, 'identity-check', { answer, delay: 0, once: true })
      return add(token, 'chinese-passport', 'E33333333', scan)
    }
    expect((await attempt('mismatched')).body).toMatchObject({
      refusal: { code: 'document-identity-failed', message: 'R-MSG-19' },
      message: { 'zh-CN': '身份验证失败' },
    })
    for (const trouble of ['busy', 'unavailable', 'nonsense'] as const)
      expect((await attempt(trouble)).body).toMatchObject({
        refusal: { message: 'R-MSG-39', retry: true },
        message: { 'zh-CN': '当前实名核验服务繁忙，请稍后重试' },
      })
  })

  it('[R-DOC-03] makes an identity card the main document', async () => {
    const who = await makeTaxpayer(central, 'dora', {
      person: { document_type: 'hk-macao-permit', document_number: 'H87654321' },
    })
    const token = await logIn(central, who)
    const scan = await scanFor(central, token, 'documents.add')
    expect((await add(token, 'resident-id', '11010519491231002x', scan)).status).toBe(200)
    const { body } = await apiOf(central, token)('documents.list')
    expect(body.map(({ documentType, isMain }) => [documentType, isMain])).toEqual([
      ['resident-id', true],
      ['hk-macao-permit', false],
    ])
    expect(await person(central, who)).toMatchObject({ document_number: '11010519491231002X', validity_kind: null })
  })

  it('[R-REG-18] [R-HAL-01] sends a document of another account to the hall', async () => {
    const other = await makeTaxpayer(central, 'emil')
    const who = await makeTaxpayer(central, 'fred')
    const token = await logIn(central, who)
    // The test's people have numbers that no card has; this one's main document is set to a real one.
    await central.deps.database.write((db) =>
      db.run(
        sql("update person set document_type = 'taiwan-permit', document_number = '87654321' where id = ?", [
          other.personId,
        ]),
      ),
    )
    const refused = await add(token, 'taiwan-permit', '87654321', await scanFor(central, token, 'documents.add'))
    expect(refused.refused).toBe('document-held-by-another')
    expect((refused.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toContain('办税服务厅')
  })

  it('[R-PM-27] keeps documents to the natural person’s business', async () => {
    const who = await makeTaxpayer(central, 'gina')
    const token = await logIn(central, who, { entrance: 'enterprise' })
    expect((await apiOf(central, token)('documents.list')).refused).toBe('session-not-permitted')
  })

  const atLevel = async (name: string, level: number) => {
    const who = await makeTaxpayer(central, name, { person: { level } })
    const token = await logIn(central, who)
    return { who, token, api: apiOf(central, token) }
  }

  it('[R-RNL-01] [R-RNL-03] [R-RNL-10] shows the level, and what asks for which', async () => {
    const { api, who } = await atLevel('hugo', 2)
    const shown = { level: 2, maximum: 4, required: { enterprise: 3, riskMatter: 4 }, raisable: true, message: null }
    expect((await api('level.view')).body).toEqual(shown)
    const enterprise = apiOf(central, await logIn(central, who, { entrance: 'enterprise' }))
    expect((await enterprise('level.view')).body).toEqual(shown)
  })

  it('[R-RNL-04] rises by one with a face', async () => {
    const { api, token, who } = await atLevel('ida', 2)
    expect((await api('level.raise', { body: {} })).refused).toBe('verification-needed')
    expect((await api('level.raise', { body: { scan: await scanFor(central, token, 'level.raise') } })).body).toEqual({
      level: 3,
    })
    expect(await person(central, who)).toMatchObject({ level: 3 })
  })

  it('[R-RNL-05] stays when the face fails', async () => {
    const { api, token, who } = await atLevel('jan', 2)
    await setFace(central, 'failed')
    const scan = await scanFor(central, token, 'level.raise')
    await setFace(central, 'passed')
    expect((await api('level.raise', { body: { scan } })).refused).toBe('scan-failed')
    expect(await person(central, who)).toMatchObject({ level: 2 })
  })

  it('[R-RNL-02] [R-RNL-06] [R-MSG-09] is raised no further than four', async () => {
    const { api, token, who } = await atLevel('kurt', 4)
    expect((await api('level.view')).body).toMatchObject({ raisable: false, message: 'R-MSG-09' })
    const refused = await api('level.raise', { body: { scan: await scanFor(central, token, 'level.raise') } })
    expect(refused.body).toMatchObject({
      refusal: { code: 'level-highest-already', message: 'R-MSG-09' },
      message: { 'zh-CN': '您的实名等级已为四级，暂无需提升等级' },
    })
    expect(await person(central, who)).toMatchObject({ level: 4 })
  })

  it('[R-RNL-09] a code that no camera could read raises nothing', async () => {
    const { api, who } = await atLevel('lea', 3)
    const { scan } = (await api('scans.open', { body: { purpose: 'level.raise' } })).body
    expect((await api('level.raise', { body: { scan } })).refused).toBe('scan-waiting')
    expect((await appOf(central)('app.take-scan', { body: { scan, app: 'iit-app' } })).refused).toBe('scan-other-app')
    expect(await person(central, who)).toMatchObject({ level: 3 })
  })

  it('[R-RNL-08] prompts for the face at a risk matter below four, and lifts to four', async () => {
    const { api, token } = await atLevel('mia', 2)
    const matter = 'invoice-quota'
    expect((await api('level.risk-matter', { body: { matter } })).body).toEqual({
      cleared: false,
      next: 'face',
      level: 2,
    })
    const scan = await scanFor(central, token, 'level.risk-matter')
    expect((await api('level.risk-matter', { body: { matter, scan } })).body).toEqual({
      cleared: true,
      next: 'matter',
      level: 4,
    })
    expect((await api('level.risk-matter', { body: { matter } })).body).toMatchObject({ cleared: true })
  })
})

describe('the level in Shandong', () => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ policy: { ...shandong, riskMatterPromptsFace: false } })
  })
  afterAll(() => central.close())

  it('[R-RNL-07] rises to four with one face', async () => {
    const who = await makeTaxpayer(central, 'nora', { person: { level: 2 } })
    const token = await logIn(central, who)
    const scan = await scanFor(central, token, 'level.raise')
    expect((await apiOf(central, token)('level.raise', { body: { scan } })).body).toEqual({ level: 4 })
  })

  it('[R-POL-35] prompts for no face where the profile doesn’t', async () => {
    const who = await makeTaxpayer(central, 'otto', { person: { level: 2 } })
    const api = apiOf(central, await logIn(central, who))
    expect((await api('level.risk-matter', { body: { matter: 'x' } })).body).toEqual({
      cleared: true,
      next: 'matter',
      level: 2,
    })
  })
})
