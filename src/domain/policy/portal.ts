import type { CivilDate } from '../kernel/instant.ts'
import type { Policy } from './policy.ts'

/** A way in below an entry: by scan, by account and password, and the two of the earlier enterprise log-in. */
export type EntryModule = 'qr' | 'account' | 'quick' | 'ordinary'

export interface Entry {
  readonly id: 'enterprise' | 'person' | 'agency' | 'special'
  /** The words of the page, to the letter. */
  readonly title: string
  readonly modules: readonly EntryModule[]
  /** The entry below which it stands. */
  readonly below?: 'enterprise'
}

const PRESENT: readonly Entry[] = [
  { id: 'enterprise', title: '企业业务', modules: ['qr', 'account'] },
  { id: 'person', title: '自然人业务', modules: ['qr', 'account'] },
  { id: 'agency', title: '代理业务', modules: ['account'] },
]

const EARLIER: readonly Entry[] = [
  { id: 'enterprise', title: '企业登录', modules: ['quick', 'ordinary'] },
  { id: 'person', title: '自然人登录', modules: ['account'] },
  { id: 'agency', title: '代理机构登录', modules: ['account'] },
]

/** What the log-in page and its neighbours offer on a day. */
export interface Portal {
  readonly present: {
    readonly open: boolean
    readonly since: CivilDate | null
    readonly button: string
    readonly entries: readonly Entry[]
    readonly links: readonly { readonly id: string; readonly title: string }[]
  }
  readonly earlier: {
    readonly open: boolean
    readonly until: Policy['legacyLoginUntil']
    readonly entries: readonly Entry[]
  }
}

/** Whether the earlier log-in works on this day: before the present one began, and as long as the profile says. */
function isEarlierOpen({ since, legacyLoginUntil }: Policy, today: CivilDate): boolean {
  if (since === null || today < since || legacyLoginUntil === 'always') return true
  return legacyLoginUntil !== 'never' && today <= legacyLoginUntil
}

/**
 * The entries of a profile on a day (R-PLT-01, R-PLT-12, R-PLT-16, R-LGE-01, R-LGE-17, R-LGN-01, R-LEG-01): each of the
 * present entries offers exactly a scan and an account where a scan can open it, special entities stand below the
 * enterprise's and have a scan where the profile gives them one (R-QRC-05).
 */
export function portalOn(policy: Policy, today: CivilDate): Portal {
  const open = policy.since !== null && policy.since <= today
  const special: Entry = {
    id: 'special',
    title: '特定主体登录',
    modules: policy.specialEntityQrLogin ? ['qr', 'account'] : ['account'],
    below: 'enterprise',
  }
  const links = [
    { id: 'recovery', title: '忘记密码' },
    { id: 'phone-recovery', title: '找回手机号码' },
    { id: 'registration', title: '用户注册' },
  ]
  const earlier = isEarlierOpen(policy, today)
  return {
    present: {
      open,
      since: policy.since,
      button: '登录（新版）',
      entries: open ? [...PRESENT, special] : [],
      links: open ? links : [],
    },
    earlier: { open: earlier, until: policy.legacyLoginUntil, entries: earlier ? EARLIER : [] },
  }
}

/** An APP of the province or of the income tax, how it is had and where it scans (R-PLT-17, R-PLT-18, R-PLT-19). */
export interface AppDownload {
  readonly app: 'province-app' | 'iit-app'
  readonly names: readonly string[]
  readonly ios: string
  readonly android: string
  readonly scan: string
}

const IIT: AppDownload = {
  app: 'iit-app',
  names: ['个人所得税APP', '个税APP'],
  ios: 'App Store 搜索“个人所得税”',
  android: '应用市场搜索“个人所得税”',
  scan: '首页右上角—扫一扫',
}

const PROVINCE_APPS: Readonly<Record<Policy['provinceApp'], AppDownload>> = {
  liaoning: {
    app: 'province-app',
    names: ['辽宁移动办税APP', '辽宁税务APP'],
    ios: 'App Store 搜索“辽宁移动办税”',
    android: '电子税务局首页—下载—辽宁移动办税系统APP(安卓版)下载—立即下载（扫码），或应用市场',
    scan: '首页右上角“+”—扫一扫',
  },
  shandong: {
    app: 'province-app',
    names: ['山东税务APP', '山东省电子税务局APP'],
    ios: 'App Store 搜索“山东税务”',
    android: '应用市场搜索“山东税务”',
    scan: '首页右上角—扫一扫',
  },
}

export const downloadsOf = ({ provinceApp }: Policy): readonly AppDownload[] => [PROVINCE_APPS[provinceApp], IIT]

/** Where the guide of the log-in lies on the portal, click by click (R-PLT-16). */
export const GUIDE_PATH = ['公众服务', '下载专区', '登录操作引导'] as const
