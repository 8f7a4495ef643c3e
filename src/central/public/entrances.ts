import type { loginOperations } from '../../contract/public/login.ts'
import type { AnswerOf } from '../../contract/public/operation.ts'
import { ENTRANCES, PROJECT_KINDS, type Entrance, type ProjectKind } from '../../domain/login/types.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { qrAppsAt } from '../../storage/auth-qr.ts'

/** The heading of each page; 特定主体登录 changes 企业业务 into its own (R-XRG-04). */
const HEADINGS: Readonly<Record<Entrance, string>> = {
  enterprise: '企业业务',
  person: '自然人业务',
  agency: '代理业务',
  special: '特定主体',
}

/** R-XRG-01: exactly these two. */
const KIND_NAMES: Readonly<Record<ProjectKind, string>> = {
  report: '跨区域报验户',
  'tax-source': '跨区税源登记纳税人',
}

const LINKS = {
  enterprise: ['forgotten-password', 'phone-recovery', 'register', 'special'],
  person: ['forgotten-password', 'phone-recovery', 'register'],
  agency: ['forgotten-password', 'phone-recovery', 'register'],
  special: ['forgotten-password', 'phone-recovery', 'register'],
} as const

/** What each log-in page offers in this profile (R-LGE-01, R-LGN-01, R-QRC-05, R-XRG-01). */
export function entrancesOf(policy: Policy): AnswerOf<(typeof loginOperations)['login.entrances']> {
  return ENTRANCES.map((entrance) => {
    const scanApps = entrance === 'agency' ? [] : qrAppsAt(entrance, policy)
    return {
      entrance,
      heading: HEADINGS[entrance],
      modules: scanApps.length === 0 ? ['password'] : ['scan', 'password'],
      scanApps: [...scanApps],
      factors: [...policy.secondFactor[entrance]],
      accounts: ['document', 'phone', 'username'],
      humanCheck: policy.humanCheck,
      projectKinds: entrance === 'special' ? PROJECT_KINDS.map((kind) => ({ kind, name: KIND_NAMES[kind] })) : [],
      links: [...LINKS[entrance]],
    }
  })
}
