import { readFile } from 'node:fs/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { sql } from '../../storage/database.ts'
import type { CentralDeps } from '../deps.ts'
import { coreRoutes } from './core-routes.ts'
import { hallRoutes } from './hall.ts'
import { handRoutes } from './hands.ts'
import { PAGE_POLICY } from './html.ts'
import { renderInbox, renderPage, type StandInMessage } from './page.ts'
import { phoneRoutes } from './phone.ts'
import {
  isStandInAnswer,
  isStandInName,
  LONGEST_DELAY,
  readSetting,
  STAND_IN_NAMES,
  writeSetting,
  type StandInName,
  type StandInSetting,
} from './settings.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/

/**
 * Only this machine may look, and only under a local name: a page of somebody else's whose name resolves to this
 * machine would otherwise read the codes. A form sent from another site is refused as well.
 */
async function loopbackOnly(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { host = '', origin } = request.headers
  const local = LOOPBACK.has(request.ip) && LOCAL_HOST.test(host)
  const foreign = origin !== undefined && origin !== `http://${host}`
  return local && !foreign ? undefined : reply.code(403).type('text/plain').send('loopback only')
}

function listMessages(deps: CentralDeps): Promise<StandInMessage[]> {
  return deps.database.read((db) =>
    db.all(
      sql(
        "select recipient, content, at from stand_in_message where service in ('sms', 'mail') order by at desc, id desc limit 50",
      ),
    ),
  )
}

async function readSettings(deps: CentralDeps): Promise<Record<StandInName, StandInSetting>> {
  const entries = await Promise.all(
    STAND_IN_NAMES.map(async (name) => [name, await readSetting(deps.database, name)] as const),
  )
  return Object.fromEntries(entries) as Record<StandInName, StandInSetting>
}

const ASSETS = { 'page.css': 'text/css; charset=utf-8', 'page.js': 'text/javascript; charset=utf-8' } as const
const asset = (name: keyof typeof ASSETS) => readFile(new URL(`page/${name}`, import.meta.url), 'utf8')

/** The page that shows and steers the stand-ins of the services outside the product. */
export function standInRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.addHook('onRequest', loopbackOnly)
    await app.register(handRoutes(deps))
    await app.register(hallRoutes(deps))
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))))
    })
    await app.register(phoneRoutes(deps))
    await app.register(coreRoutes(deps))
    const hidden = { schema: { hide: true } }
    app.get('/stand-ins', hidden, async (_request, reply) => {
      const page = renderPage(await listMessages(deps), await readSettings(deps))
      return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(page)
    })
    app.get('/stand-ins/inbox', hidden, async (_request, reply) =>
      reply.type('text/html; charset=utf-8').send(renderInbox(await listMessages(deps))),
    )
    for (const name of Object.keys(ASSETS) as (keyof typeof ASSETS)[])
      app.get(`/stand-ins/${name}`, hidden, async (_request, reply) => reply.type(ASSETS[name]).send(await asset(name)))
    app.post('/stand-ins/:name', hidden, async (request, reply) => {
      const { name } = request.params as { name: string }
      const setting = isStandInName(name) ? readForm(name, request.body) : undefined
      if (!isStandInName(name) || setting === undefined) return reply.code(400).send({ code: 'malformed' })
      await writeSetting(deps.database, name, setting)
      return reply.redirect('/stand-ins', 303)
    })
  }
}

function readForm<Name extends StandInName>(name: Name, body: unknown) {
  const { answer = '', delay = '0', once } = body as Record<string, string | undefined>
  const milliseconds = Number(delay)
  const possible = Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds <= LONGEST_DELAY
  return isStandInAnswer(name, answer) && possible ? { answer, delay: milliseconds, once: once === 'yes' } : undefined
}
