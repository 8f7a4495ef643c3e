import type { Instant } from '../../domain/kernel/instant.ts'
import { escapeHtml } from './html.ts'
import { STAND_IN_ANSWERS, STAND_IN_NAMES, type StandInName, type StandInSetting } from './settings.ts'

/** A message in the inbox of the page. */
export interface StandInMessage {
  readonly recipient: string
  readonly content: string
  readonly at: Instant
}

const SERVICES: Readonly<Record<StandInName, { readonly title: string; readonly hint: string }>> = {
  sms: { title: '短信服务', hint: '发出的短信出现在左侧收件箱。' },
  mail: { title: '邮件服务', hint: '发出的邮件出现在左侧收件箱。' },
  face: { title: '人脸比对', hint: '采集、密码重置、扫码验证时的人脸比对结果。' },
  'identity-check': { title: '第三方实名核验', hint: '其他证件采集时姓名与证件的核验结果。' },
  'human-check': { title: '人机验证', hint: '滑块拖到最右侧即通过；旧版的图片验证码照图填写。' },
  core: { title: '核心征管系统', hint: '企业登记的法定代表人、财务负责人和办税人员。' },
}

const ANSWERS: Readonly<Record<string, string>> = {
  accepted: '正常送达',
  lost: '已接收但丢失',
  passed: '通过',
  failed: '不通过',
  matched: '一致',
  mismatched: '不一致',
  'by-answer': '按填写判断',
  'on-record': '按登记返回',
  'not-on-record': '查无此户',
  busy: '服务繁忙',
  unavailable: '服务中断',
  nonsense: '返回乱码',
}

const DELAYS: readonly (readonly [milliseconds: number, label: string])[] = [
  [0, '不延迟'],
  [1_000, '1 秒'],
  [5_000, '5 秒'],
  [15_000, '15 秒（超时）'],
]

let clock: Intl.DateTimeFormat | undefined

/** The time of day in Beijing; time zones are read with the first message, for they take a tenth of a central's start. */
function formatTime(at: Instant): string {
  clock ??= new Intl.DateTimeFormat('zh-CN', {
    timeZone: 'Asia/Shanghai',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
  return clock.format(at)
}

function renderMessage({ recipient, content, at }: StandInMessage): string {
  const code = /\d{6}/.exec(content)?.[0] ?? ''
  return `<tr><td class="time">${formatTime(at)}</td><td class="number">${escapeHtml(recipient)}</td><td class="code">${code}</td><td class="text">${escapeHtml(content)}</td></tr>`
}

/** The inbox alone: the page asks for it again and again. */
export function renderInbox(messages: readonly StandInMessage[]): string {
  if (messages.length === 0)
    return '<div class="empty">还没有短信或邮件。点「获取验证码」，短信或邮件就会出现在这里。</div>'
  const rows = messages.map(renderMessage).join('')
  return `<table><thead><tr><th>时间</th><th>手机号码或邮箱</th><th>验证码</th><th>内容</th></tr></thead><tbody>${rows}</tbody></table>`
}

function renderService(name: StandInName, setting: StandInSetting): string {
  const buttons = STAND_IN_ANSWERS[name]
    .map(
      (answer) =>
        `<button name="answer" value="${answer}" aria-pressed="${String(answer === setting.answer)}">${ANSWERS[answer] ?? answer}</button>`,
    )
    .join('')
  const delays = DELAYS.map(
    ([value, label]) =>
      `<option value="${String(value)}"${value === setting.delay ? ' selected' : ''}>${label}</option>`,
  ).join('')
  return `<section><h2>${SERVICES[name].title}</h2><p>${SERVICES[name].hint}</p>
<form method="post" action="/stand-ins/${name}" aria-label="${SERVICES[name].title}">
<fieldset><legend>结果</legend>${buttons}</fieldset>
<div class="options"><label>应答延迟 <select name="delay">${delays}</select></label>
<label><input type="checkbox" name="once" value="yes"${setting.once ? ' checked' : ''}> 只对下一次生效</label></div>
</form></section>`
}

/** The whole page, zh-CN: it works without its script, which only keeps the inbox fresh. */
export function renderPage(
  messages: readonly StandInMessage[],
  settings: Readonly<Record<StandInName, StandInSetting>>,
): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>外部服务替身</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/stand-ins/page.css"><script type="module" src="/stand-ins/page.js"></script></head>
<body><header><h1>外部服务替身</h1><a href="/stand-ins/phone">扫码的手机</a><a href="/stand-ins/core">核心征管系统</a><span id="state">每 2 秒自动刷新</span></header>
<div class="notice" role="note">演示与测试专用：这里代替真实的短信、邮件、人脸比对和第三方核验服务。没有短信或邮件真正发出，也没有人脸真正比对。仅本机可以打开。</div>
<main><section aria-label="收件箱"><h2>收件箱</h2><p>最近 50 条，最新的在最上面。</p><div id="inbox" aria-live="polite">${renderInbox(messages)}</div></section>
<div class="services">${STAND_IN_NAMES.map((name) => renderService(name, settings[name])).join('\n')}</div></main></body></html>`
}
