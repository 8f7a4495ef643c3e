import type { Instant } from '../../domain/kernel/instant.ts'
import { escapeHtml } from './html.ts'

/** A QR code on some page that no APP has read yet. */
export interface WaitingScan {
  readonly ticketHash: string
  readonly purpose: string
  /** Whose face it asks for; nobody's at a log-in page. */
  readonly name: string | null
  readonly apps: readonly string[]
  readonly expiresAt: Instant
}

const APPS: Readonly<Record<string, string>> = { 'province-app': '办税 APP', 'iit-app': '个人所得税 APP' }

const PURPOSES: readonly (readonly [prefix: string, label: string])[] = [
  ['qr:enterprise', '企业业务扫码登录'],
  ['qr:person', '自然人业务扫码登录'],
  ['qr:special', '特定主体扫码登录'],
  ['login:', '登录第二步'],
  ['forgotten-password', '忘记密码'],
  ['unlock', '刷脸解锁'],
]

/** Operations of the account centre go by their own name. */
const labelOf = (purpose: string): string =>
  PURPOSES.find(([prefix]) => purpose.startsWith(prefix))?.[1] ?? purpose.split(':')[0] ?? ''

function renderScan({ ticketHash, purpose, name, apps, expiresAt }: WaitingScan, now: Instant, first: boolean): string {
  const seconds = Math.max(0, Math.round((expiresAt - now) / 1000))
  const who = name === null ? '' : ` · ${escapeHtml(name)}`
  const readers = apps.map((app) => APPS[app] ?? app).join('、')
  return `<label><input type="radio" name="ticket" value="${ticketHash}"${first ? ' checked' : ''}> ${escapeHtml(labelOf(purpose))}${who} · ${escapeHtml(readers)} · 剩 ${String(seconds)} 秒</label>`
}

const option = ([value, label]: readonly [string, string]) => `<option value="${value}">${label}</option>`

/** The phone, zh-CN: which code, which APP, who is logged in to it, and what becomes of the face. */
export function renderPhone(scans: readonly WaitingScan[], now: Instant, said?: string): string {
  const waiting = scans.map((scan, at) => renderScan(scan, now, at === 0)).join('')
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>扫码的手机</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/stand-ins/page.css"></head>
<body><header><h1>扫码的手机</h1><a href="/stand-ins/phone">刷新</a><a href="/stand-ins">其他替身</a></header>
<div class="notice" role="note">演示与测试专用：代替一部装了 APP 的手机。仅本机可以打开。</div>
${said === undefined ? '' : `<div class="notice" role="status">${escapeHtml(said)}</div>`}
<main><section aria-label="扫码"><h2>扫码</h2>
<form method="post" action="/stand-ins/phone" class="phone" aria-label="扫码">
<fieldset><legend>等待扫描的二维码</legend>${waiting === '' ? '<div class="empty">没有等待扫描的二维码。</div>' : waiting}
<label>或粘贴二维码内容 <input name="scan" autocomplete="off"></label></fieldset>
<fieldset><legend>手机</legend>
<label>APP <select name="app">${Object.entries(APPS).map(option).join('')}</select></label>
<label>已登录：居民身份证号码（空为未登录） <input name="document" autocomplete="off"></label>
<label>代表的企业代码（空为个人） <input name="enterprise" autocomplete="off"></label>
<label>人脸 <select name="face">${[
    ['passed', '通过'],
    ['failed', '不通过'],
    ['busy', '服务繁忙'],
  ]
    .map(([value = '', label = '']) => option([value, label]))
    .join('')}</select></label></fieldset>
<button>扫描</button></form></section></main></body></html>`
}
