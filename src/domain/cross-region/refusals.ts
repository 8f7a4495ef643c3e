import { defineRefusals } from '../kernel/refusal.ts'

/** Why a report of a cross-region project isn't taken, in order of precedence. */
export const crossRegionRefusals = defineRefusals({
  'cross-region-system-only': { rule: 'R-XRG-06' },
  'cross-region-enterprise-unknown': { rule: 'R-XRG-02', field: 'enterpriseCode' },
  'cross-region-number-missing': { rule: 'R-XRG-10', field: 'number' },
  'cross-region-number-not-used': { rule: 'R-XRG-11', field: 'number' },
  'cross-region-number-of-another': { rule: 'R-XRG-10', field: 'number' },
  'cross-region-division-unknown': { rule: 'R-XRG-10', field: 'division' },
  'cross-region-term-wrong': { rule: 'R-XRG-06', field: 'validUntil' },
  'cross-region-people-not-named': { rule: 'R-XRG-06', field: 'people' },
  'cross-region-person-malformed': { rule: 'R-XRG-06', field: 'people' },
  'cross-region-person-mismatch': { rule: 'OP-17', field: 'people' },
})

export type CrossRegionRefusalCode = (typeof crossRegionRefusals.codes)[number]
