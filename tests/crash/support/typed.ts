import { randomInt, randomUUID } from 'node:crypto'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { EMPTY_INFORMATION } from '../../../src/domain/capture/information.ts'

/** What a clerk types and nobody typed before. */

/** A mobile number. */
export const plantedNumber = (): string => `19${String(randomInt(1_000_000_000)).padStart(9, '0')}`

/** A number of an identity card of someone grown up. */
export function plantedDocument(): string {
  const birth = `${String(randomInt(1960, 2000))}0${String(randomInt(1, 10))}${String(randomInt(10, 29))}`
  const first17 = `210102${birth}${String(randomInt(1000)).padStart(3, '0')}`
  return first17 + idNumberChecksum(first17)
}

const SYLLABLES = Array.from('山月清风明江雪松竹梅云海星辰安宁')
const syllable = () => SYLLABLES[randomInt(SYLLABLES.length)] ?? '山'

/** A complete case on an identity card, with pictures stored before: front, portrait, back, scene, signature. */
export function caseOf([front = '', portrait = '', back = '', scene = '', signature = '']: readonly string[]) {
  const paper = (version: string) => ({ version, at: Date.now(), signatureAttachmentId: signature })
  return {
    caseId: randomUUID(),
    kind: 'new',
    branch: 'id-card',
    documentType: 'resident-id',
    information: {
      ...EMPTY_INFORMATION,
      name: `关${syllable()}${syllable()}`,
      documentNumber: plantedDocument(),
      residence: '辽宁省沈阳市和平区太原街 1 号',
      issuedBy: '沈阳市公安局和平分局',
      validityStart: '2016-01-01',
      validityEnd: '2036-01-01',
    },
    pictures: {
      frontAttachmentId: front,
      portraitAttachmentId: portrait,
      backAttachmentId: back,
      sceneAttachmentId: scene,
    },
    consent: paper('privacy-consent/1'),
    faceAgreement: paper('face-agreement/1'),
    phone: plantedNumber(),
  }
}
