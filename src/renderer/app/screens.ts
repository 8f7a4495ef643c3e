import {
  Stamp,
  Camera,
  Checked,
  Collection,
  Connection,
  DataLine,
  Key,
  MapLocation,
  Monitor,
  Notebook,
  Setting,
  Upload,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Role } from '../../domain/kernel/actor.ts'
import { router } from './router.ts'

export interface Screen {
  readonly path: string
  readonly title: string
  readonly icon: Component
  readonly roles?: readonly Role[]
  /** Stands apart at the lower end. */
  readonly apart?: boolean
}

const COUNTER: readonly Role[] = ['clerk', 'supervisor', 'field-officer']

/** The rail, in the order of the counter's day. */
const rail: readonly Screen[] = [
  { path: '/', title: 'shell.counter', icon: Monitor },
  { path: '/files', title: 'shell.files', icon: Collection },
  { path: '/capture', title: 'shell.capture', icon: Camera, roles: COUNTER },
  { path: '/credentials', title: 'shell.credentials', icon: Key, roles: COUNTER },
  { path: '/relations', title: 'shell.relations', icon: Connection, roles: COUNTER },
  { path: '/login-log', title: 'shell.login-log', icon: DataLine, roles: ['supervisor'] },
  { path: '/approvals', title: 'shell.approvals', icon: Checked, roles: ['supervisor'] },
  { path: '/outbox', title: 'shell.outbox', icon: Upload, roles: COUNTER },
  { path: '/field', title: 'shell.field', icon: MapLocation, roles: ['field-officer'] },
  { path: '/guide', title: 'shell.guide', icon: Notebook },
  { path: '/audit', title: 'shell.audit', icon: Stamp, roles: ['supervisor', 'audit-admin'], apart: true },
  { path: '/settings', title: 'shell.settings', icon: Setting, apart: true },
]

const isBuilt = (screen: Screen): boolean => router.resolve(screen.path).meta.title !== 'shell.unknown'

/** The screens this role works with; one whose route doesn't exist is not offered. */
export function screensFor(role: Role | undefined): readonly Screen[] {
  return rail.filter(
    (screen) => isBuilt(screen) && (!screen.roles || (role !== undefined && screen.roles.includes(role))),
  )
}
