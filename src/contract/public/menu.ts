import { z } from 'zod'
import type { PermissionId } from '../../domain/permission/matrix.ts'
import { defineOperation } from './operation.ts'

/** An entry of the account centre: where it stands in the menu, and the row of the permission matrix that opens it. */
export interface MenuEntry {
  readonly id: string
  /** The words of the menu from the top, to the letter (CF-23 for 待确认授权, R-PER-11 for 权限身份维护). */
  readonly path: readonly string[]
  readonly permission: PermissionId
  /** Only where the province offers it (R-POL-25). */
  readonly offered?: 'freezeEnabled'
}

/** The part of the account centre that is about enterprises and their people. */
export const RELATION_MENU: readonly MenuEntry[] = [
  { id: 'staff.add', path: ['人员权限管理', '添加办税人员'], permission: 'R-PM-09' },
  { id: 'staff.pending', path: ['人员权限管理', '待确认办税人员'], permission: 'R-PM-09' },
  { id: 'staff.list', path: ['人员权限管理', '现有办税人员'], permission: 'R-PM-10' },
  { id: 'staff.delete', path: ['人员权限管理', '现有办税人员', '删除'], permission: 'R-PM-11' },
  {
    id: 'staff.freeze',
    path: ['人员权限管理', '现有办税人员', '冻结'],
    permission: 'R-PM-13',
    offered: 'freezeEnabled',
  },
  { id: 'staff.unfreeze', path: ['人员权限管理', '现有办税人员', '解冻'], permission: 'R-PM-13' },
  { id: 'staff.history', path: ['人员权限管理', '历史管理信息'], permission: 'R-PM-15' },
  { id: 'agencies.list', path: ['我的代理机构'], permission: 'R-PM-21' },
  { id: 'agencies.agents', path: ['代理信息查看'], permission: 'R-PM-21' },
  { id: 'permission-identities.list', path: ['用户管理', '权限身份维护'], permission: 'R-PM-14' },
  { id: 'authorisations.apply', path: ['企业授权管理', '申请企业授权'], permission: 'R-PM-16' },
  { id: 'authorisations.pending', path: ['企业授权管理', '待确认授权'], permission: 'R-PM-16' },
  { id: 'authorisations.list', path: ['企业授权管理', '已授权企业'], permission: 'R-PM-16' },
  { id: 'authorisations.history', path: ['企业授权管理', '历史管理信息'], permission: 'R-PM-17' },
  { id: 'bindings.bind', path: ['我的', '法人(财务负责人)绑定管理'], permission: 'R-PM-18' },
  { id: 'unbindings.unbind', path: ['我的', '企业办税人解绑'], permission: 'R-PM-19' },
]

/** What an identity finds in its account centre, and whether its enterprise can handle tax matters. */
export const menuOperations = {
  'menu.read': defineOperation({
    group: 'relation',
    method: 'GET',
    path: '/v1/me/menu',
    summary: 'The entries that the identity of this log-in finds; what it may not do isn’t there',
    rules: ['R-STF-01', 'R-REL-02', 'R-PLT-02', 'R-PER-11'],
    access: { kind: 'session', permission: 'R-PM-03' },
    answer: z.array(z.object({ id: z.string(), path: z.array(z.string()) })),
    refusals: [],
    example: {},
  }),
  'real-name.concerned': defineOperation({
    group: 'relation',
    method: 'GET',
    path: '/v1/enterprise/real-name',
    summary: '实名办税: who of the enterprise has to be captured, and whether everybody is',
    rules: ['R-PLT-13', 'R-PLT-14'],
    access: { kind: 'session', permission: 'R-PM-08' },
    answer: z.object({
      /** Whether a tax matter can go on; if not, capture is asked for first. */
      complete: z.boolean(),
      people: z.array(
        z.object({ relationId: z.string(), personName: z.string(), identityType: z.string(), captured: z.boolean() }),
      ),
    }),
    refusals: [],
    example: {},
  }),
}
