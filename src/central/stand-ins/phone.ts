import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { phoneForm, type PhoneForm } from '../../contract/stand-in-phone.ts'
import { findEnterpriseByCode } from '../../storage/auth-load.ts'
import { readAppLogin } from '../../storage/auth-app.ts'
import { beijingDate } from '../../domain/kernel/calendar.ts'
import { normaliseCode } from '../../storage/auth-form.ts'
import { findAccountId } from '../../storage/recovery.ts'
import { Refused } from '../../storage/refused.ts'
import { listWaitingScans } from '../../storage/scan-ticket.ts'
import { listIdentitiesIn } from '../../storage/switch.ts'
import { isRefusal } from '../../storage/verification.ts'
import type { CentralDeps } from '../deps.ts'
import { readScan } from '../public/scans.ts'
import { openSession } from '../public/sessions.ts'
import { wordsOfRefusal } from '../public/words.ts'
import { PAGE_POLICY } from './html.ts'
import { renderPhone, type WaitingScan } from './phone-page.ts'
import { readSetting, writeSetting } from './settings.ts'

/** Codes that no APP has read yet, the newest first. */
const listScans = (deps: CentralDeps): Promise<WaitingScan[]> =>
  deps.database.read((db) => listWaitingScans(db, deps.now()))

/** The log-in the APP shows, opened for this one reading. @throws Refused when there is none to open. */
async function logIn(deps: CentralDeps, { app, document, enterprise }: PhoneForm): Promise<string | undefined> {
  if (document === '') return undefined
  const typed = { documentType: 'resident-id', documentNumber: document }
  const login = await deps.database.read(async (db) => {
    const found = enterprise === '' ? undefined : await findEnterpriseByCode(db, normaliseCode(enterprise))
    const personId = await findAccountId(db, typed)
    const held =
      found === undefined || personId === undefined
        ? []
        : await listIdentitiesIn(db, personId, found.id, beijingDate(deps.now()))
    const wanted = enterprise === '' ? undefined : { enterpriseId: found?.id ?? '', identityType: held[0] ?? '' }
    return readAppLogin(db, { app, ...typed, enterprise: wanted }, deps.now())
  })
  if (isRefusal(login)) throw new Refused(login)
  return (await deps.database.write((db) => openSession(deps, db, login))).token
}

/** Reads a code as the phone would; afterwards the face stand-in is as it was. */
async function read(deps: CentralDeps, given: PhoneForm, address: string): Promise<string> {
  const before = await readSetting(deps.database, 'face')
  try {
    const session = await logIn(deps, given)
    await writeSetting(deps.database, 'face', { answer: given.face, delay: 0, once: false })
    const hash = given.scan === '' ? given.ticket : deps.sha256(given.scan)
    const result = await readScan(deps, hash, { app: given.app, session, address })
    return { passed: '通过：页面可以继续。', failed: '没有通过。', busy: '当前实名核验服务繁忙，请稍后重试' }[result]
  } catch (error) {
    if (error instanceof Refused) return wordsOfRefusal(error.refusal)['zh-CN']
    throw error
  } finally {
    await writeSetting(deps.database, 'face', before)
  }
}

/** A phone that scans: by hand, on the page of the stand-ins. */
export function phoneRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    const show = async (reply: FastifyReply, said?: string) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .send(renderPhone(await listScans(deps), deps.now(), said))
    app.get('/stand-ins/phone', { schema: { hide: true } }, (_request, reply) => show(reply))
    app.post('/stand-ins/phone', { schema: { hide: true } }, async (request, reply) => {
      const given = phoneForm.safeParse(request.body)
      return given.success
        ? show(reply, await read(deps, given.data, request.ip))
        : reply.code(400).send({ code: 'malformed' })
    })
  }
}
