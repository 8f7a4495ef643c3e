import type { Entrance } from '../login/types.ts'
import type { Policy } from '../policy/policy.ts'
import type { ScanRefusalCode } from './decide.ts'
import type { AppId } from './types.ts'

/** The login pages that show a QR code at their left. */
export type QrPage = 'enterprise' | 'person' | 'special'

/**
 * Which APPs may read the code of a page: for an enterprise the province's alone (R-QRC-02), for a person either
 * (R-QRC-03), for a special entity the province's where the profile has it at all (R-QRC-05).
 */
export function qrAppsOf(page: QrPage, { specialEntityQrLogin }: Policy): readonly AppId[] {
  if (page === 'person') return ['province-app', 'iit-app']
  return page === 'enterprise' || specialEntityQrLogin ? ['province-app'] : []
}

/** The log-in that an APP has open, as far as a page that takes it over is concerned. */
export interface AppLogin {
  readonly entrance: Entrance
  readonly channel: 'web' | 'app'
}

/**
 * Why a page doesn't get the log-in of the APP that read its code. The business of the page becomes the one of the
 * APP (R-QRC-01), which must show 已登录 (R-QRC-07, R-MSG-01); 个人所得税 knows persons alone (R-QRC-03).
 */
export function findTakeOverBar(app: AppId, login: AppLogin | undefined): ScanRefusalCode | undefined {
  if (login?.channel !== 'app') return 'scan-app-not-logged-in'
  if (login.entrance === 'person') return undefined
  return login.entrance === 'enterprise' && app === 'province-app' ? undefined : 'scan-app-business'
}
