import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { sql } from '../../../src/storage/database.ts'
import type { Row } from '../../../src/storage/rows.ts'
import type { TestCentral } from '../../support/central.ts'
import { jpeg } from '../../support/pictures.ts'
import { appOf } from './api.ts'
import { readCode } from './taxpayer.ts'

let serial = 200
export const idNumber = () => {
  const first17 = `21010219900307${String(serial++)}`
  return first17 + idNumberChecksum(first17)
}
export const photo = Buffer.from(jpeg(400, 300)).toString('base64')
export const PHOTOS = { front: photo, portrait: photo, back: photo, scene: photo }
export const TERM = { validityKind: 'custom', validityStart: '2016-01-01', validityEnd: '2036-01-01' }
export const cardOf = (documentNumber: string) => ({
  documentType: 'resident-id',
  name: '关山月',
  documentNumber,
  ...TERM,
})
export const PERMIT = {
  documentType: 'hk-macao-permit',
  name: '陈大文',
  sex: 'male',
  birth: '1988-02-29',
  validityKind: 'custom',
  validityStart: '2020-01-01',
  validityEnd: '2030-01-01',
}
export const PAPERS = { consent: 'privacy-consent/1', faceAgreement: 'face-agreement/1' }

/** An APP that captures somebody; `code` is the right one unless given. */
export function captureApp(central: TestCentral) {
  const api = appOf(central)
  const codeOf = async (caseId: string, number: string) => {
    await api('captures.code', { body: { caseId, number } })
    return readCode(central, number)
  }
  return {
    api,
    codeOf,
    capture: async (fields: Row, number: string) => {
      const caseId = `case-${String(serial++)}`
      const code = await codeOf(caseId, number)
      return api('captures.submit', { body: { caseId, ...PHOTOS, ...PAPERS, number, code, ...fields } as never })
    },
    change: async (fields: Row, number = '') => {
      const caseId = `case-${String(serial++)}`
      const code = number === '' ? {} : { code: await codeOf(caseId, number) }
      const { faceAgreement } = PAPERS
      return api('changes.submit', { body: { caseId, ...PHOTOS, faceAgreement, number, ...code, ...fields } as never })
    },
  }
}

export const personBy = (central: TestCentral, documentNumber: string) =>
  central.deps.database.read((db) =>
    db.find<Row>(sql('select * from person where document_number = ?', [documentNumber])),
  )
export const phonesOf = (central: TestCentral, personId: unknown) =>
  central.deps.database.read((db) =>
    db.all<Row>(
      sql(
        "select number, is_default from phone where person_id = ? and state = 'bound' order by is_default desc, number",
        [personId],
      ),
    ),
  )
