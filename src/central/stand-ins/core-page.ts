import { CORE_ROLES, type CorePerson, type CoreRecord } from '../../contract/core.ts'
import { DOCUMENT_TYPES } from '../../domain/document/document-types.ts'
import { findIdentityType } from '../../domain/permission/identity-types.ts'
import { escapeHtml } from './html.ts'
import { renderReportForm } from './report-form.ts'

/** What the page of the core system's records shows. */
export interface CorePage {
  /** What was looked up, as typed; empty at first. */
  readonly code: string
  readonly record: CoreRecord | undefined
  /** Tax authorities that have a hall here. */
  readonly authorities: readonly string[]
  /** What came of the last press of a button. */
  readonly said?: string | undefined
}

const roleName = (role: CorePerson['role']): string => findIdentityType(role)?.officialName ?? role

const option = (value: string, label: string) => `<option value="${escapeHtml(value)}">${escapeHtml(label)}</option>`

const field = (name: string, label: string, more = '') =>
  `<label>${label} <input name="${name}" maxlength="120" ${more}></label>`

const hiddenCode = (creditCode: string) => `<input type="hidden" name="code" value="${escapeHtml(creditCode)}">`

function renderPerson({ enterprise }: CoreRecord, person: CorePerson): string {
  const cells = [person.name, person.documentNumber, roleName(person.role), person.mobile ?? '', person.fixedLine ?? '']
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}<td><form method="post" action="/stand-ins/core/removal">
${hiddenCode(enterprise.creditCode)}<input type="hidden" name="documentNumber" value="${escapeHtml(person.documentNumber)}"><input type="hidden" name="role" value="${person.role}"><button aria-label="移除${escapeHtml(person.name)}">移除</button></form></td></tr>`
}

function renderRecord(record: CoreRecord): string {
  const { creditCode, taxpayerNumber, name, taxAuthority } = record.enterprise
  const rows = record.people.map((person) => renderPerson(record, person)).join('')
  return `<section aria-label="登记信息"><h2>${escapeHtml(name)}</h2>
<p>${escapeHtml(creditCode)}${taxpayerNumber === null ? '' : ` · ${escapeHtml(taxpayerNumber)}`} · ${escapeHtml(taxAuthority)}</p>
<table><thead><tr><th>姓名</th><th>证件号码</th><th>身份</th><th>移动电话</th><th>固定电话</th><th></th></tr></thead><tbody>${rows}</tbody></table>
<form method="post" action="/stand-ins/core/confirmation">${hiddenCode(creditCode)}<button>信息确认完成，通知身份平台</button></form></section>
<section aria-label="登记人员"><h2>登记人员</h2><form class="phone" method="post" action="/stand-ins/core/person">${hiddenCode(creditCode)}
${field('name', '姓名', 'required')}
<label>证件类型 <select name="documentType">${DOCUMENT_TYPES.map(({ id, officialName }) => option(id, officialName)).join('')}</select></label>
${field('documentNumber', '证件号码', 'required')}
<label>身份 <select name="role">${CORE_ROLES.map((role) => option(role, roleName(role))).join('')}</select></label>
${field('mobile', '移动电话')}${field('fixedLine', '固定电话')}<button>登记</button></form></section>
${renderReportForm(creditCode)}`
}

function renderNew(code: string, authorities: readonly string[]): string {
  return `<section aria-label="登记新企业"><h2>核心系统中没有这个企业</h2><p>可以登记一户新办纳税人。</p>
<form class="phone" method="post" action="/stand-ins/core/enterprise">
${field('creditCode', '统一社会信用代码', `required value="${escapeHtml(code)}"`)}${field('taxpayerNumber', '纳税人识别号')}${field('name', '纳税人名称', 'required')}
<label>主管税务机关 <select name="taxAuthority">${authorities.map((name) => option(name, name)).join('')}</select></label><button>登记</button></form></section>`
}

/** The records of the core tax system, to be looked up and written by hand; zh-CN, without any script. */
export function renderCore({ code, record, authorities, said }: CorePage): string {
  const found = code === '' ? '' : record === undefined ? renderNew(code, authorities) : renderRecord(record)
  const notice = said === undefined ? '' : `<div class="notice" role="status">${escapeHtml(said)}</div>`
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>核心征管系统替身</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/stand-ins/page.css"></head>
<body><header><h1>核心征管系统替身</h1><a href="/stand-ins">外部服务替身</a></header>${notice}
<main><section aria-label="查询"><h2>企业登记</h2><form method="get" action="/stand-ins/core">
<label>统一社会信用代码或纳税人识别号 <input name="code" maxlength="40" value="${escapeHtml(code)}" required></label> <button>查询</button></form></section>${found}</main></body></html>`
}
