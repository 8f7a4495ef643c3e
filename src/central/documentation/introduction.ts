/** What the human page at /docs begins with. */
export const INTRODUCTION = `
税务服务厅的身份服务：登录、账户、手机号码、实名、关联关系、代理、跨区域、日志与政策。
每个操作写明其所守的规则、可能的拒绝（代码、规则、中英文说明）以及所需的权限行。

- **登录** \`POST /v1/auth/first-step\`（账户、密码、滑块），再 \`POST /v1/auth/code\` 或 \`POST /v1/auth/scan\`，最后
  \`POST /v1/auth/second-step\`。所得 \`token\` 作为 \`Authorization: Bearer\` 使用。
- **验证** 需要证明本人的操作：先 \`POST /v1/me/codes\` 或 \`POST /v1/me/scans\`，\`purpose\` 为操作名（如
  \`phones.add\`），再把 \`code\` 或 \`scan\` 放入请求。
- **办理** 被规则拒绝时为 409（或 403），附规则编号与中英文说明；格式有误为 400，指明字段。

---

The identity service of tax-service halls. Each operation names the rules it keeps, every refusal it can answer with
(code, rule, words in both languages) and the row of the permission matrix that lets an identity in.

- **Log in** by \`POST /v1/auth/first-step\` (account, password, slider), then \`POST /v1/auth/code\` or
  \`POST /v1/auth/scan\`, and \`POST /v1/auth/second-step\`; its \`token\` goes into \`Authorization: Bearer\`.
- **Prove yourself** where an operation asks for it: \`POST /v1/me/codes\` or \`POST /v1/me/scans\` with the operation's
  name as \`purpose\` (such as \`phones.add\`), then send the \`code\` or the \`scan\` along.
- **Act**: a rule that stands against it answers 409 (or 403) with its id and words in both languages; what hasn't the
  shape of the contract 400 with the field.

On this machine alone, [/stand-ins](/stand-ins) shows and steers what lies outside: messages and mail, a phone that
scans, the face, the core tax system.
`

/** Every tag, in the order of the page. */
export const TAGS = [
  { name: 'auth', description: 'API-AUTH 登录、扫码、找回、切换 · logging in, QR codes, recovery, switching' },
  { name: 'account', description: 'API-ACCOUNT 注册、账户、注销 · registering, keeping and giving up an account' },
  { name: 'phone', description: 'API-PHONE 手机号码 · the numbers of a person' },
  { name: 'real-name', description: 'API-REAL 实名、证件、等级 · capture, documents, level' },
  { name: 'relation', description: 'API-REL 人员权限、企业授权 · who may act for an enterprise' },
  { name: 'agency', description: 'API-AGENCY 代理 · agencies and their clients' },
  { name: 'cross-region', description: 'API-XREG 跨区域 · projects in other regions' },
  { name: 'log', description: 'API-LOG 登录日志 · log-ins' },
  { name: 'policy', description: 'API-POLICY 政策、枚举、提示 · the profile in force, closed lists, prescribed texts' },
  { name: 'app', description: 'APP 服务端 · for the servers of the APPs, by their key' },
  { name: 'core', description: '核心征管 · for the core tax system, by its key' },
  { name: 'desk', description: '办税服务厅终端 · for the desks of halls, by their signature' },
  { name: 'service', description: '服务状态 · whether the service is up' },
]
