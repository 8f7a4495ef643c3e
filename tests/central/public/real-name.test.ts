import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSetting } from '../../../src/central/stand-ins/settings.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import { APP_KEY, startCentral, type TestCentral } from '../../support/central.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { jpeg, pdf } from '../../support/pictures.ts'
import { personRow } from '../../support/rows.ts'
import { apiOf, appOf, logIn } from './api.ts'
import { captureApp, cardOf, idNumber, PAPERS, PERMIT, personBy, photo, PHOTOS, phonesOf } from './capture-app.ts'
import { makeTaxpayer, readCode, setFace } from './taxpayer.ts'

forEachDatabase('real names by APP', (open) => {
  let central: TestCentral
  let app: ReturnType<typeof captureApp>
  const clock = { now: Date.parse('2026-05-12T10:00:00+08:00') }
  beforeAll(async () => {
    central = await startCentral({ database: await open(), now: () => clock.now })
    app = captureApp(central)
  })
  afterAll(() => central.close())

  it('[R-CAP-01] captures whoever isn’t logged in, for an APP that shows its key', async () => {
    const document = idNumber()
    const captured = await app.capture(cardOf(document), '13600000001')
    expect(captured.body).toEqual({ message: 'R-MSG-18' })
    expect(await personBy(central, document)).toMatchObject({
      name: '关山月',
      account_state: 'A0',
      credential_state: 'K0',
      capture_channel: 'app',
      captured_phone: '13600000001',
      has_scene_photo: 1,
      level: 4,
    })
    const unknown = await fetch(`${central.url}/v1/captures`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer nobody' },
      body: JSON.stringify({
        caseId: 'c',
        ...cardOf(idNumber()),
        number: '13600000002',
      }),
    })
    expect(unknown.status).toBe(401)
  })

  it('[R-CAP-02] [R-CAP-11] [R-MSG-16] [R-MSG-17] offers two branches, two channels and the papers', async () => {
    const { body } = await apiOf(central)('captures.options')
    expect(body.channels).toEqual(['hall', 'app'])
    expect(body.branches.map(({ id, documentTypes }) => [id, documentTypes.length])).toEqual([
      ['id-card', 1],
      ['other', 11],
    ])
    expect(body.branches[0]?.steps).toEqual([
      'front',
      'back',
      'information',
      'consent',
      'phone',
      'face-agreement',
      'scene',
      'face',
    ])
    expect(body).toMatchObject({ afterFront: 'R-MSG-16', papers: [{ button: 'R-MSG-17' }, { button: 'R-MSG-17' }] })
  })

  it('[R-TR-CAP-01] [R-TR-CAP-02] [R-TR-CAP-03] asks front, portrait and back, and checks the information', async () => {
    const card = cardOf(idNumber())
    const without = async (field: string, code: string) =>
      expect((await app.capture({ ...card, [field]: '' }, '13600000003')).refused, field).toBe(code)
    await without('front', 'capture-front-missing')
    clock.now += 600_000
    await without('portrait', 'capture-portrait-missing')
    await without('back', 'capture-back-missing')
    await without('documentNumber', 'capture-information-wrong')
    expect(await personBy(central, card.documentNumber)).toBeUndefined()
  })

  it('[R-CAP-05] [R-TR-CAP-04] [R-TR-CAP-05] stops without the consent, and keeps which one was given', async () => {
    const card = cardOf(idNumber())
    expect((await app.capture({ ...card, consent: '' }, '13600000004')).refused).toBe('capture-consent-missing')
    expect((await app.capture({ ...card, consent: 'privacy-consent/0' }, '13600000004')).refused).toBe(
      'capture-consent-missing',
    )
    expect((await app.capture(card, '13600000004')).status).toBe(200)
    const person = await personBy(central, card.documentNumber)
    const papers = await central.deps.database.read((db) =>
      db.all(sql('select paper, version from paper_agreed where person_id = ? order by paper', [person?.['id']])),
    )
    expect(papers).toEqual([
      { paper: 'face-agreement', version: 'face-agreement/1' },
      { paper: 'privacy-consent', version: 'privacy-consent/1' },
    ])
  })

  it('[R-TR-CAP-06] [R-TR-PHN-12] binds the number by its code, and nothing by a wrong one', async () => {
    const card = cardOf(idNumber())
    const wrong = await app.capture({ ...card, code: 'wrong' }, '13600000005')
    expect(wrong.refused).toBe('sms-code-wrong')
    expect((await app.capture({ ...card, code: undefined }, '13600000005')).refused).toBe('verification-needed')
    await app.capture(card, '13600000005')
    expect(await phonesOf(central, (await personBy(central, card.documentNumber))?.['id'])).toEqual([
      { number: '13600000005', is_default: 1 },
    ])
  })

  it('[R-TR-CAP-07] looks at no face before its agreement', async () => {
    await writeSetting(central.deps.database, 'face', { answer: 'failed', delay: 0, once: true })
    const refused = await app.capture({ ...cardOf(idNumber()), faceAgreement: '' }, '13600000006')
    expect(refused.refused).toBe('capture-agreement-missing')
    // The one answer that was set is still there: nobody asked.
    expect((await app.capture(cardOf(idNumber()), '13600000006')).refused).toBe('capture-face-failed')
  })

  it('[R-TR-CAP-08] [R-TR-CAP-09] [R-MSG-18] is done when the face passes, and may be tried again when it fails', async () => {
    const card = cardOf(idNumber())
    await setFace(central, 'failed')
    const failed = await app.capture(card, '13600000007')
    expect(failed.refused).toBe('capture-face-failed')
    expect((failed.body as unknown as { message: { 'zh-CN': string } }).message['zh-CN']).toContain('办税服务厅')
    expect(await personBy(central, card.documentNumber)).toBeUndefined()
    await setFace(central, 'passed')
    expect((await app.capture(card, '13600000007')).body).toEqual({ message: 'R-MSG-18' })
  })

  it('[R-TR-CAP-10] [R-TR-CAP-11] [R-TR-CAP-12] [R-MSG-19] asks the third party for other documents, then the face', async () => {
    await writeSetting(central.deps.database, 'identity-check', { answer: 'mismatched', delay: 0, once: true })
    const permit = { ...PERMIT, documentNumber: 'H30000001', front: undefined, portrait: undefined, back: undefined }
    expect((await app.capture(permit, '13600000008')).body).toMatchObject({
      refusal: { code: 'capture-identity-failed', message: 'R-MSG-19' },
      message: { 'zh-CN': '身份验证失败' },
    })
    await setFace(central, 'failed')
    expect((await app.capture(permit, '13600000008')).refused).toBe('capture-face-failed')
    await setFace(central, 'passed')
    expect((await app.capture(permit, '13600000008')).body).toEqual({ message: 'R-MSG-18' })
  })

  it('[R-MSG-39] says that a service is busy, and captures nobody', async () => {
    const card = cardOf(idNumber())
    await writeSetting(central.deps.database, 'face', { answer: 'busy', delay: 0, once: true })
    expect((await app.capture(card, '13600000009')).body).toMatchObject({
      refusal: { code: 'real-name-service-busy', message: 'R-MSG-39', retry: true },
      message: { 'zh-CN': '当前实名核验服务繁忙，请稍后重试' },
    })
    expect(await personBy(central, card.documentNumber)).toBeUndefined()
  })

  it('takes pictures for what their bytes are, and keeps none of a case that was refused', async () => {
    const count = async () =>
      (await central.deps.database.read((db) => db.find<{ n: number }>(sql('select count(*) as n from attachment'))))
        ?.n ?? 0
    const before = await count()
    const card = cardOf(idNumber())
    expect((await app.capture({ ...card, front: Buffer.from(pdf()).toString('base64') }, '13600000010')).refused).toBe(
      'picture-pdf',
    )
    const heavy = Buffer.from(jpeg(400, 300, 310 * 1024)).toString('base64')
    const sent = await fetch(`${central.url}/v1/captures`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${APP_KEY}` },
      body: JSON.stringify({ caseId: 'c', ...card, ...PAPERS, front: heavy, number: '13600000010' }),
    })
    expect([400, 409]).toContain(sent.status)
    expect((await app.capture({ ...card, consent: '' }, '13600000010')).status).toBe(409)
    expect(await count()).toBe(before)
    await app.capture(card, '13600000010')
    expect(await count()).toBe(before + 4)
  })

  it('[R-CAP-10] is done with a registration already', async () => {
    const document = idNumber()
    const api = apiOf(central)
    const { registration } = (await api('registrations.open', { body: { road: 'person', agreed: true } })).body
    const identity = { ...cardOf(document), sex: 'male', nationality: '中国' }
    await api('registrations.identity', { body: { registration, ...identity } })
    const to = '13600000011'
    await api('registrations.code', { body: { registration, to } })
    const password = 'Nashui#2026'
    await api('registrations.account', {
      body: { registration, to, password, confirmation: password, code: await readCode(central, to) },
    })
    const { scan } = (await api('registrations.scan', { body: { registration } })).body
    await appOf(central)('app.take-scan', { body: { scan, app: 'province-app' } })
    expect((await api('registrations.finish', { body: { registration, scan } })).status).toBe(200)
    expect((await app.capture(cardOf(document), '13600000012')).body).toMatchObject({
      refusal: { code: 'capture-complete-already', message: 'R-MSG-20' },
      message: { 'zh-CN': '该证件已实名采集' },
    })
  })

  it('[R-TR-CAP-13] [R-MSG-20] [R-SUP-02] leaves a complete record alone', async () => {
    const document = idNumber()
    await app.capture(cardOf(document), '13600000013')
    expect((await app.capture(cardOf(document), '13600000014')).refused).toBe('capture-complete-already')
  })

  describe('supplements', () => {
    const gap = async (name: string, columns: Row) => {
      const who = await makeTaxpayer(central, name)
      const document = idNumber()
      const identity = { name: '关山月', document_type: 'resident-id', document_number: document, level: 3 }
      await central.change((work) => putRow(work, 'person', personRow(who.personId, 'h1', { ...identity, ...columns })))
      return { who, document, api: apiOf(central, await logIn(central, who)) }
    }

    it('[R-SUP-01] are of the own record, by a log-in alone', async () => {
      const body = { caseId: 'x', scene: photo, faceAgreement: PAPERS.faceAgreement }
      expect((await apiOf(central)('records.supplement', { body })).status).toBe(401)
      const { api } = await gap('anna', {})
      expect((await api('records.supplement', { body })).refused).toBe('capture-complete-already')
    })

    it('[R-SUP-03] [R-TR-CAP-14] [R-MSG-21] [R-MSG-22] bring a missing scene photo by the face, and raise the level', async () => {
      const { api, document } = await gap('bert', { has_scene_photo: 0 })
      expect((await api('records.view')).body).toMatchObject({ gaps: ['scene-photo'], message: 'R-MSG-21' })
      const body = { caseId: 'photo-1', scene: photo, faceAgreement: PAPERS.faceAgreement }
      await setFace(central, 'failed')
      expect((await api('records.supplement', { body })).refused).toBe('capture-face-failed')
      await setFace(central, 'passed')
      expect((await api('records.supplement', { body })).body).toEqual({ message: 'R-MSG-22' })
      expect(await personBy(central, document)).toMatchObject({ has_scene_photo: 1, level: 4 })
      expect((await api('records.view')).body).toMatchObject({ gaps: [], message: 'R-MSG-20' })
    })

    it('[R-SUP-04] [R-TR-CAP-15] [R-MSG-24] bring an expired card anew, without a face', async () => {
      const expired = { validity_kind: 'custom', validity_start: '2010-01-01', validity_end: '2020-01-01' }
      const { api, document } = await gap('carl', expired)
      expect((await api('records.view')).body).toMatchObject({ gaps: ['document-expired'], message: 'R-MSG-24' })
      // [R-VAL-03] CF-32: what the holder says of the term clears nothing.
      await api('account.set-validity', { body: { kind: 'custom', start: '2020-01-01', end: '2040-01-01' } })
      expect((await api('records.view')).body.gaps).toEqual(['document-expired'])
      await setFace(central, 'failed')
      const body = { caseId: 'card-1', ...cardOf(document), front: photo, portrait: photo, back: photo }
      expect((await api('records.supplement', { body: { ...body, back: '' } })).refused).toBe('capture-back-missing')
      expect((await api('records.supplement', { body: { ...body, name: '李四' } })).refused).toBe(
        'capture-record-mismatch',
      )
      expect((await api('records.supplement', { body })).body).toEqual({ message: 'R-MSG-22' })
      await setFace(central, 'passed')
      expect(await personBy(central, document)).toMatchObject({
        validity_end: '2036-01-01',
        validity_stated: 0,
        level: 3,
      })
      expect((await api('account.view')).body.notices).toEqual([])
    })

    it('[R-SUP-05] name every missing item', async () => {
      const { api } = await gap('dora', { has_scene_photo: 0, validity_kind: null, validity_start: null })
      expect((await api('records.view')).body.gaps).toEqual(['scene-photo', 'validity-unknown'])
    })

    it('[R-TR-CAP-18] [R-MSG-40] need a record', async () => {
      const { api } = await gap('emil', { captured_at: null, capture_channel: null })
      expect((await api('records.view')).body).toMatchObject({ captured: false, message: 'R-MSG-40' })
      const body = { caseId: 'none-1', scene: photo, faceAgreement: PAPERS.faceAgreement }
      expect((await api('records.supplement', { body })).body).toMatchObject({
        refusal: { code: 'capture-no-record', message: 'R-MSG-40' },
        message: { 'zh-CN': '请先进行实名采集' },
      })
    })
  })

  describe('changes', () => {
    it('[R-CHG-01] [R-CHG-03] [R-TR-CAP-16] [R-MSG-25] take document and face, no log-in and no old number', async () => {
      const document = idNumber()
      await app.capture(cardOf(document), '13600000020')
      const changed = await app.change({ ...cardOf(document), residence: '沈阳市和平区' }, '13600000021')
      expect(changed.body).toEqual({ message: 'R-MSG-25' })
      const person = await personBy(central, document)
      expect(person).toMatchObject({ residence: '沈阳市和平区', captured_phone: '13600000021' })
      // [R-PHN-18] the new one is default, the former one stays (OP-11)
      expect(await phonesOf(central, person?.['id'])).toEqual([
        { number: '13600000021', is_default: 1 },
        { number: '13600000020', is_default: 0 },
      ])
    })

    it('[R-PHN-18] bind no new number without its own code', async () => {
      const document = idNumber()
      await app.capture(cardOf(document), '13600000022')
      const { api } = app
      const body = {
        caseId: 'no-code',
        ...cardOf(document),
        ...PHOTOS,
        faceAgreement: PAPERS.faceAgreement,
        number: '13600000023',
      }
      expect((await api('changes.submit', { body })).refused).toBe('verification-needed')
    })

    it('[R-CHG-02] [R-TR-CAP-18] [R-MSG-40] send whoever has no record to the capture', async () => {
      const refused = await app.change({ ...cardOf(idNumber()), residence: '沈阳市' })
      expect(refused.body).toMatchObject({ refusal: { code: 'capture-no-record', message: 'R-MSG-40' } })
    })

    it('[R-CHG-04] [R-TR-CAP-17] stop where name or face differ, and change nothing', async () => {
      const document = idNumber()
      await app.capture(cardOf(document), '13600000024')
      const before = await personBy(central, document)
      expect((await app.change({ ...cardOf(document), name: '李四', residence: '大连' })).refused).toBe(
        'capture-record-mismatch',
      )
      await setFace(central, 'failed')
      expect((await app.change({ ...cardOf(document), residence: '大连' })).refused).toBe('capture-record-mismatch')
      await setFace(central, 'passed')
      expect(await personBy(central, document)).toEqual(before)
    })
  })
})
