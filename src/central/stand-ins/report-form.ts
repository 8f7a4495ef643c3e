import { crossReport, type CrossReport } from '../../contract/core.ts'
import { PROJECT_ROLES } from '../../domain/login/types.ts'
import { DOCUMENT_TYPES } from '../../domain/document/document-types.ts'
import { escapeHtml } from './html.ts'

type Form = Readonly<Record<string, string | undefined>>
type Role = (typeof PROJECT_ROLES)[number]

const ROLE_NAMES: Readonly<Record<Role, string>> = { handler: '经办人', contact: '联系人' }

const field = (name: string, label: string, more = '') =>
  `<label>${label} <input name="${name}" maxlength="120" ${more}></label>`

function renderPerson(role: Role): string {
  const label = ROLE_NAMES[role]
  const types = DOCUMENT_TYPES.map(({ id, officialName }) => `<option value="${id}">${officialName}</option>`).join('')
  return `${field(`${role}Name`, label)}
<label>${label}证件类型 <select name="${role}Type">${types}</select></label>
${field(`${role}Number`, `${label}证件号码`)}`
}

/** 《跨区域涉税事项报告表》 as the core tax system has it, to be written by hand (R-XRG-06); zh-CN, without any script. */
export const renderReportForm = (creditCode: string): string =>
  `<section aria-label="跨区域涉税事项"><h2>跨区域涉税事项</h2><form class="phone" method="post" action="/stand-ins/core/report">
<input type="hidden" name="code" value="${escapeHtml(creditCode)}">
<label>类型 <select name="kind"><option value="report">跨区域报验户</option><option value="tax-source">跨区税源登记纳税人</option></select></label>
${field('number', '跨区域涉税事项报验管理编号')}
${field('division', '行政区划代码', 'required pattern="[0-9]{6}"')}
${field('taxAuthority', '主管税务机关', 'required')}
<label>有效期起 <input type="date" name="validFrom" required></label>
<label>有效期止 <input type="date" name="validUntil" required></label>
${PROJECT_ROLES.map(renderPerson).join('\n')}<button>报送身份平台</button></form></section>`

/** What such a form says, or nothing when it is none; whoever has no name there isn't named. */
export function readReportForm(form: Form): CrossReport | undefined {
  const { code, kind, number = '', division, taxAuthority, validFrom, validUntil } = form
  const people = PROJECT_ROLES.flatMap((role) => {
    const personName = form[`${role}Name`]?.trim() ?? ''
    const [documentType, documentNumber] = [form[`${role}Type`], form[`${role}Number`]]
    return personName === '' ? [] : [{ role, personName, documentType, documentNumber }]
  })
  const report = { kind, number, enterpriseCode: code, division, taxAuthority, validFrom, validUntil, people }
  return crossReport.safeParse(report).data
}
