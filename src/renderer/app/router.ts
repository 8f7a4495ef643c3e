import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import type { Role } from '../../domain/kernel/actor.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Locale key of the screen's name. */
    title: string
    /** Who may open it; everyone signed in when absent. */
    roles?: readonly Role[]
  }
}

const COUNTER_AND_SUPERVISOR: readonly Role[] = ['clerk', 'field-officer', 'supervisor']

/** Every screen once, loaded when it is first opened. */
const routes: readonly RouteRecordRaw[] = [
  { path: '/', component: () => import('../features/counter/CounterView.vue'), meta: { title: 'shell.counter' } },
  { path: '/files', component: () => import('../features/files/FilesView.vue'), meta: { title: 'shell.files' } },
  {
    path: '/people/:id',
    component: () => import('../features/person/PersonView.vue'),
    props: true,
    meta: { title: 'shell.person' },
  },
  {
    path: '/capture',
    component: () => import('../features/capture/CaptureView.vue'),
    meta: { title: 'shell.capture' },
  },
  {
    path: '/capture/maintain',
    component: () => import('../features/capture/MaintainView.vue'),
    meta: { title: 'capture.maintain.title', roles: COUNTER_AND_SUPERVISOR },
  },
  {
    path: '/capture/:id',
    component: () => import('../features/capture/CaseView.vue'),
    props: true,
    meta: { title: 'shell.capture' },
  },
  {
    path: '/login-log',
    component: () => import('../features/login-log/LoginLogView.vue'),
    meta: { title: 'shell.login-log', roles: ['supervisor'] },
  },
  {
    path: '/enterprises/:id',
    component: () => import('../features/enterprise/EnterpriseView.vue'),
    props: true,
    meta: { title: 'enterprise.title' },
  },
  {
    path: '/relations',
    component: () => import('../features/relation/RelationsView.vue'),
    meta: { title: 'shell.relations', roles: COUNTER_AND_SUPERVISOR },
  },
  {
    path: '/relations/add',
    component: () => import('../features/relation/AddStaffView.vue'),
    meta: { title: 'relation.add.title', roles: COUNTER_AND_SUPERVISOR },
  },
  {
    path: '/relations/apply',
    component: () => import('../features/relation/ApplyView.vue'),
    meta: { title: 'relation.apply.title', roles: COUNTER_AND_SUPERVISOR },
  },
  {
    path: '/relations/bind',
    component: () => import('../features/relation/BindView.vue'),
    meta: { title: 'relation.bind.title', roles: COUNTER_AND_SUPERVISOR },
  },
  {
    path: '/relations/identities',
    component: () => import('../features/relation/PermissionIdentitiesView.vue'),
    meta: { title: 'permission.title', roles: COUNTER_AND_SUPERVISOR },
  },
  {
    path: '/credentials',
    component: () => import('../features/credential/CredentialView.vue'),
    meta: { title: 'shell.credentials' },
  },
  {
    path: '/approvals',
    component: () => import('../features/approval/ApprovalsView.vue'),
    meta: { title: 'shell.approvals', roles: ['supervisor'] },
  },
  { path: '/visits', component: () => import('../features/visit/VisitsView.vue'), meta: { title: 'visit.list' } },
  {
    path: '/receipts/:visitId',
    component: () => import('../features/visit/ReceiptView.vue'),
    props: true,
    meta: { title: 'receipt.title' },
  },
  { path: '/outbox', component: () => import('../features/outbox/OutboxView.vue'), meta: { title: 'shell.outbox' } },
  { path: '/guide', component: () => import('../features/guide/GuideView.vue'), meta: { title: 'shell.guide' } },
  {
    path: '/guide/:card',
    component: () => import('../features/guide/GuideSlipView.vue'),
    props: true,
    meta: { title: 'shell.guide' },
  },
  {
    path: '/settings',
    component: () => import('../features/settings/SettingsView.vue'),
    meta: { title: 'shell.settings' },
  },
  {
    path: '/import',
    component: () => import('../features/import/ImportView.vue'),
    meta: { title: 'import.title', roles: ['supervisor', 'system-admin'] },
  },
  {
    path: '/audit',
    component: () => import('../features/audit/AuditView.vue'),
    meta: { title: 'shell.audit', roles: ['supervisor', 'audit-admin'] },
  },
  { path: '/:unknown(.*)*', component: () => import('./UnknownView.vue'), meta: { title: 'shell.unknown' } },
]

// Hash addresses: the page is one file of app://, and a reload must find it whatever screen was open.
export const router = createRouter({ history: createWebHashHistory(), routes: [...routes] })
