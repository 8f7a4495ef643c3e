import { DOCUMENT_TYPES } from '../../domain/document/document-types.ts'
import { FUNCTION_CODES } from '../../domain/permission/functions.ts'
import { IDENTITY_TYPES } from '../../domain/permission/identity-types.ts'
import { RELATION_LABELS } from './relation-rows.ts'

interface Value {
  readonly id: string
  /** As the pages and forms write it. */
  readonly name: string
}

/** A closed list of the rules (R-EN) with its values in their order. */
export interface Enumeration {
  readonly id: string
  readonly name: string
  readonly values: readonly Value[]
}

const list = (id: string, name: string, values: Readonly<Record<string, string>>): Enumeration => ({
  id,
  name,
  values: Object.entries(values).map(([value, words]) => ({ id: value, name: words })),
})

/** Every enumeration that crosses the API. Ids are those the operations take and give. */
export const ENUMERATIONS: readonly Enumeration[] = [
  {
    id: 'R-EN-DOC',
    name: '证件类型',
    values: DOCUMENT_TYPES.map(({ id, officialName }) => ({ id, name: officialName })),
  },
  {
    id: 'R-EN-IDT',
    name: '身份类型',
    values: [
      ...IDENTITY_TYPES.map(({ id, officialName }) => ({ id, name: officialName })),
      { id: 'handler', name: '经办人' },
      { id: 'contact', name: '联系人' },
      { id: 'agent', name: '税务代理人员' },
    ],
  },
  { id: 'R-EN-FUN', name: '功能', values: FUNCTION_CODES.map((code) => ({ id: code, name: code })) },
  list('R-EN-LGT', '登录类型', { enterprise: '企业业务', agency: '代理业务', person: '个人业务' }),
  list('R-EN-ENT', '登录入口', {
    enterprise: '企业业务',
    person: '自然人业务',
    agency: '代理业务',
    special: '特定主体登录',
  }),
  list('R-EN-SPE', '特定主体类型', { report: '跨区域报验户', 'tax-source': '跨区税源登记纳税人' }),
  list('R-EN-XRS', '跨区域切换', { report: '报验项目选择', 'tax-source': '税源登记选择' }),
  list('R-EN-VER', '验证方式', { password: '密码验证', sms: '短信验证', scan: '扫脸验证', qr: '扫码登录' }),
  list('R-EN-APP', 'APP', { 'province-app': '省税务APP', 'iit-app': '个人所得税APP' }),
  list('R-EN-ACC', '账户名', { document: '证件号码', phone: '手机号码', username: '用户名' }),
  list('R-EN-RST', '关联状态', RELATION_LABELS),
  list('R-EN-RIN', '关联发起方', {
    enterprise: '企业添加',
    person: '申请企业授权',
    core: '核心发起',
    'self-bind': '本人绑定',
  }),
  list('R-EN-VAL', '证件有效期', { custom: '自定义', 'long-term': '长期有效' }),
  list('R-EN-LVL', '实名等级', { 1: '一级', 2: '二级', 3: '三级', 4: '四级', 5: '五级' }),
  list('R-EN-RNS', '企业实名状态', { verified: '已实名核验', unverified: '未实名核验' }),
  list('R-EN-PAP', '协议与表证', {
    registration: '注册协议',
    deregistration: '注销协议',
    consent: '个人信息保护告知同意书',
    face: '人脸识别服务协议',
    service: '服务协议',
    certificate: '电子税务局办税用户注册凭证',
    'agency-form': '涉税专业服务机构（人员）基本信息采集表',
    'agreement-form': '涉税专业服务协议要素信息采集表',
    report: '跨区域涉税事项报告表',
    letter: '加盖公章的情况说明',
    'officer-document': '加盖公章的财务负责人证件复印件',
  }),
  list('R-EN-CAP', '采集业务', {
    new: '实名信息采集',
    supplement: '实名信息补录',
    change: '实名信息变更',
    maintain: '实名信息维护',
    bind: '法人(财务负责人)绑定管理',
    unbind: '企业办税人解绑',
  }),
  list('R-EN-REG', '行政区划', { province: '行政区划（省）', city: '行政区划（市）', county: '行政区划（区）' }),
]
