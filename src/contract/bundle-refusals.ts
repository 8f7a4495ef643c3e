import { defineRefusals } from '../domain/kernel/refusal.ts'

/** Why a bundle isn't taken, by precedence. The desk that carries it says the first four before it sends anything. */
export const bundleRefusals = defineRefusals({
  'bundle-foreign': { rule: 'FIELD-BUNDLE' },
  'bundle-newer': { rule: 'FIELD-BUNDLE' },
  'bundle-cut': { rule: 'FIELD-BUNDLE' },
  'bundle-other-central': { rule: 'FIELD-BUNDLE' },
  'bundle-device-unknown': { rule: 'FIELD-BUNDLE' },
  'bundle-forged': { rule: 'FIELD-BUNDLE' },
  'bundle-device-inactive': { rule: 'TRUST-40' },
  'bundle-gap': { rule: 'FIELD-ONCE', retry: true },
  'bundle-stopped': { rule: 'FIELD-ONCE' },
})
