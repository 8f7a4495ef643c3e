import { defineRefusals } from '../kernel/refusal.ts'

/** Why a document isn't added, or its term not changed, in order of precedence. */
export const documentRefusals = defineRefusals({
  'document-person-unknown': { rule: 'R-DOC-01' },
  'document-own-act-only': { rule: 'R-PM-27' },
  'document-type-not-taken': { rule: 'R-DOC-04', field: 'documentType' },
  'document-number-malformed': { rule: 'R-DOC-02', field: 'documentNumber' },
  'document-held-already': { rule: 'R-DOC-01', field: 'documentNumber' },
  'document-held-by-another': { rule: 'R-REG-18', field: 'documentNumber' },
  'document-identity-failed': { rule: 'R-DOC-02', message: 'R-MSG-19' },
  'document-face-failed': { rule: 'R-DOC-02', retry: true },
  'document-validity-wrong': { rule: 'R-VAL-02', field: 'end' },
})

export type DocumentRefusalCode = (typeof documentRefusals.codes)[number]
