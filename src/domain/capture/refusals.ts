import { defineRefusals } from '../kernel/refusal.ts'

/** Why a case is refused, in order of precedence. */
export const captureRefusals = defineRefusals({
  'capture-role-not-allowed': { rule: 'R-PM-25' },
  'capture-no-visit': { rule: 'R-PM-25' },
  'capture-document-merge': { rule: 'OP-17', field: 'documentNumber', retry: true },
  'capture-visitor-not-owner': { rule: 'R-PM-25' },
  'capture-submitted-already': { rule: 'OP-24' },
  'capture-document-type-not-taken': { rule: 'R-CAP-02', field: 'documentType' },
  'capture-branch-mismatch': { rule: 'R-CAP-02', field: 'documentType' },
  'capture-no-record': { rule: 'R-CHG-02', message: 'R-MSG-40' },
  'capture-scene-photo-missing': { rule: 'R-SUP-03', message: 'R-MSG-21' },
  'capture-record-expired': { rule: 'R-SUP-04', message: 'R-MSG-24' },
  'capture-record-gaps': { rule: 'R-SUP-05' },
  'capture-complete-already': { rule: 'R-SUP-02', message: 'R-MSG-20' },
  'capture-front-missing': { rule: 'R-CAP-03', field: 'frontAttachmentId' },
  'capture-portrait-missing': { rule: 'R-CAP-03', message: 'R-MSG-16', field: 'portraitAttachmentId' },
  'capture-back-missing': { rule: 'R-CAP-03', field: 'backAttachmentId' },
  'capture-information-wrong': { rule: 'R-CAP-04', field: 'information' },
  'capture-document-expired': { rule: 'R-VAL-03', message: 'R-MSG-24', field: 'validityEnd' },
  'capture-record-mismatch': { rule: 'R-CHG-04', field: 'information' },
  'capture-consent-missing': { rule: 'R-CAP-05', field: 'consent' },
  'capture-phone-malformed': { rule: 'R-CAP-06', field: 'phone' },
  'capture-agreement-missing': { rule: 'R-CAP-07', field: 'faceAgreement' },
  'capture-scene-missing': { rule: 'OP-24', field: 'sceneAttachmentId' },
  'capture-nothing-to-change': { rule: 'R-CHG-03' },
  'capture-edit-denied': { rule: 'OP-23', field: 'information' },
  'capture-identity-failed': { rule: 'R-CAP-09', message: 'R-MSG-19' },
  'capture-face-failed': { rule: 'R-CAP-08', message: 'R-MSG-19', field: 'sceneAttachmentId' },
  'capture-maintain-not-allowed': { rule: 'R-MNT-02' },
  'capture-maintain-not-linked': { rule: 'R-MNT-02' },
  'capture-maintain-manager-number': { rule: 'R-MNT-02', field: 'phone' },
})

export type CaptureRefusalCode = (typeof captureRefusals.codes)[number]

/**
 * Refusals that end a case: no other entry in the form would be answered differently. The rest come back as work,
 * with the form as it was typed.
 */
const FINAL: ReadonlySet<string> = new Set<CaptureRefusalCode>([
  'capture-role-not-allowed',
  'capture-submitted-already',
  'capture-no-record',
  'capture-scene-photo-missing',
  'capture-record-expired',
  'capture-record-gaps',
  'capture-complete-already',
])

export const isBeyondMending = (code: string): boolean => FINAL.has(code)
