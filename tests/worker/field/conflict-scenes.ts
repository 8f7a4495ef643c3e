import type { Row } from '../../../src/storage/rows.ts'
import { captureNew, type Act } from './conflict-acts.ts'

/** How a world begins: what stands between the person and the enterprise, and between it and the agency. */
export interface Scene {
  readonly name: string
  readonly profile: 'liaoning' | 'liaoning-legacy'
  /** The acts that are tried here; every two of them that the counter offers are played. */
  readonly acts: RegExp
  readonly relation: Row
  readonly agreement: Row
  /** Acts that say something else here than elsewhere. */
  readonly inputs?: Readonly<Record<string, Act>>
  /** Nobody knows the person yet. */
  readonly unknown?: true
  /** The member's password is bound to the person's own. */
  readonly bound?: true
}

const STAFF = { identity_type: 'staff-filing', functions: '["filing.declare"]', valid_until: '2099-12-31', version: 1 }
const G2 = { state: 'G2' }

export const SCENES: readonly Scene[] = [
  { name: '在职', profile: 'liaoning', acts: /./, relation: STAFF, agreement: G2 },
  { name: '待本人确认', profile: 'liaoning', acts: /^relation/, relation: { ...STAFF, state: 'R1' }, agreement: G2 },
  {
    name: '待企业确认',
    profile: 'liaoning',
    acts: /^relation/,
    relation: { ...STAFF, state: 'R2', initiator: 'person' },
    agreement: G2,
  },
  {
    name: '核心发起',
    profile: 'liaoning',
    acts: /^relation/,
    relation: { ...STAFF, state: 'R3', initiator: 'core', in_core: 1 },
    agreement: G2,
  },
  {
    name: '核心发起的财务负责人',
    profile: 'liaoning',
    acts: /^relation/,
    relation: { identity_type: 'finance-officer', state: 'R3', initiator: 'core', in_core: 1, version: 1 },
    agreement: G2,
  },
  {
    name: '已冻结',
    profile: 'liaoning',
    acts: /^relation/,
    relation: { ...STAFF, state: 'R5', disabled_reason: 'freeze', in_core: 1 },
    agreement: G2,
  },
  { name: '已结束', profile: 'liaoning', acts: /^relation/, relation: { ...STAFF, state: 'R6' }, agreement: G2 },
  { name: '协议待受理', profile: 'liaoning', acts: /^agency/, relation: STAFF, agreement: { state: 'G1' } },
  {
    name: '尚未采集',
    profile: 'liaoning',
    acts: /^(capture\.submit|relation\.add)/,
    relation: STAFF,
    agreement: G2,
    unknown: true,
    inputs: { 'capture.submit': captureNew },
  },
  {
    name: '旧版登录',
    profile: 'liaoning-legacy',
    acts: /^(member|enterprise|agency|relation\.(manage|delete|freeze|unbind)|credential)/,
    relation: { ...STAFF, in_core: 1 },
    agreement: { state: 'G3' },
  },
  {
    name: '旧版登录，密码已绑定',
    profile: 'liaoning-legacy',
    acts: /^(member|credential|relation\.delete)/,
    relation: STAFF,
    agreement: { state: 'G3' },
    bound: true,
  },
  {
    name: '旧版登录，未认定',
    profile: 'liaoning-legacy',
    acts: /^agency/,
    relation: STAFF,
    agreement: { state: 'G5' },
  },
]
