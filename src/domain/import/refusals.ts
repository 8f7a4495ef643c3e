import { defineRefusals } from '../kernel/refusal.ts'

/** Why a whole file isn't taken, in order of precedence. What is wrong with single rows is no refusal. */
export const importRefusals = defineRefusals({
  'import-role': { rule: 'OP-25' },
  'import-file-too-large': { rule: 'IMPORT-FILE', field: 'file' },
  'import-file-type': { rule: 'IMPORT-FILE', field: 'file' },
  'import-file-old-excel': { rule: 'IMPORT-FILE', field: 'file' },
  'import-file-damaged': { rule: 'IMPORT-FILE', field: 'file' },
  'import-file-encoding': { rule: 'IMPORT-FILE', field: 'file' },
  'import-sheet-empty': { rule: 'IMPORT-FILE', field: 'file' },
  'import-too-many-rows': { rule: 'IMPORT-FILE', field: 'file' },
  'import-headers-missing': { rule: 'IMPORT-FILE', field: 'file' },
  'import-sheet-shifted': { rule: 'IMPORT-FILE', field: 'file' },
  'import-preview-unknown': { rule: 'IMPORT-ASK', retry: true },
  'import-rows-wrong': { rule: 'IMPORT-ASK' },
  'import-nothing-ready': { rule: 'IMPORT-ASK' },
})
