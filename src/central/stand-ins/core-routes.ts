import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { corePerson, coreRecord, type CoreRecord } from '../../contract/core.ts'
import { normaliseIdentifier } from '../../domain/kernel/text.ts'
import { sql } from '../../storage/database.ts'
import type { CentralDeps } from '../deps.ts'
import { renderCore } from './core-page.ts'
import { findCoreRecord, writeCoreRecord } from './core-records.ts'
import { PAGE_POLICY } from './html.ts'
import { readReportForm } from './report-form.ts'

type Form = Readonly<Record<string, string | undefined>>

/** An empty field of a form is one that nobody filled in. */
const orNull = (text = '') => (text.trim() === '' ? null : text.trim())

async function listAuthorities(deps: CentralDeps): Promise<string[]> {
  const rows = await deps.database.read((db) =>
    db.all<{ name: string }>(sql('select distinct tax_authority as name from hall order by tax_authority')),
  )
  return rows.map(({ name }) => name)
}

/** The new record after a form was sent, or nothing when the form is none or the record isn't there. */
async function change(deps: CentralDeps, act: string, form: Form): Promise<CoreRecord | undefined> {
  if (act === 'enterprise') {
    const enterprise = {
      creditCode: normaliseIdentifier(form['creditCode'] ?? ''),
      taxpayerNumber: orNull(form['taxpayerNumber']),
      name: form['name']?.trim(),
      taxAuthority: form['taxAuthority'],
    }
    return coreRecord.safeParse({ enterprise, people: [] }).data
  }
  const record = await findCoreRecord(deps.database, form['code'] ?? '')
  if (record === undefined) return undefined
  if (act === 'removal') {
    const { documentNumber, role } = form
    const people = record.people.filter((one) => one.documentNumber !== documentNumber || one.role !== role)
    return { ...record, people }
  }
  const { name = '', documentType, documentNumber = '', role, mobile, fixedLine } = form
  const typed = { documentType, role, mobile: orNull(mobile), fixedLine: orNull(fixedLine) }
  const person = corePerson.safeParse({ ...typed, name: name.trim(), documentNumber: documentNumber.trim() }).data
  return person && { ...record, people: [...record.people, person] }
}

/** What the central answered to an announcement, in a sentence. */
function tell(body: unknown): string {
  const answer = body as { recorded?: number; known?: number; refused?: unknown[]; message?: { 'zh-CN': string } }
  if (answer.recorded === undefined) return answer.message?.['zh-CN'] ?? '身份平台没有接受。'
  const { recorded, known = 0, refused = [] } = answer
  return `身份平台已读取：新登记 ${String(recorded)} 条，原有 ${String(known)} 条，不能登记 ${String(refused.length)} 条。`
}

/** What the central answered to a report, in a sentence. */
function tellReport(body: unknown): string {
  const answer = body as { version?: number; message?: { 'zh-CN': string } }
  if (answer.version === undefined) return answer.message?.['zh-CN'] ?? '身份平台没有接受。'
  return `身份平台已收到：这个项目第 ${String(answer.version)} 次变更。`
}

/** The core tax system's records, looked up and written by hand, and its announcement to the central (R-HAL-03). */
export function coreRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    const hidden = { schema: { hide: true } }
    const show = async (reply: FastifyReply, code: string, said?: string) => {
      const record = code === '' ? undefined : await findCoreRecord(deps.database, code)
      const page = renderCore({ code, record, authorities: await listAuthorities(deps), said })
      return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(page)
    }
    app.get('/stand-ins/core', hidden, (request, reply) => show(reply, (request.query as Form)['code'] ?? ''))
    for (const act of ['enterprise', 'person', 'removal'])
      app.post(`/stand-ins/core/${act}`, hidden, async (request, reply) => {
        const record = await change(deps, act, request.body as Form)
        if (record === undefined) return reply.code(400).send({ code: 'malformed' })
        await writeCoreRecord(deps.database, record)
        return reply.redirect(`/stand-ins/core?code=${encodeURIComponent(record.enterprise.creditCode)}`, 303)
      })
    app.post('/stand-ins/core/confirmation', hidden, async (request, reply) => {
      const { code = '' } = request.body as Form
      // By the road a real core system takes, key included.
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/core/confirmations',
        headers: { authorization: `Bearer ${deps.coreKey}` },
        payload: { enterpriseCode: code },
      })
      return show(reply, code, tell(answer.json()))
    })
    app.post('/stand-ins/core/report', hidden, async (request, reply) => {
      const report = readReportForm(request.body as Form)
      if (report === undefined) return reply.code(400).send({ code: 'malformed' })
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/core/cross-region-reports',
        headers: { authorization: `Bearer ${deps.coreKey}` },
        payload: report,
      })
      return show(reply, report.enterpriseCode, tellReport(answer.json()))
    })
  }
}
