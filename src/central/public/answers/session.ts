import type { sessionOperations } from '../../../contract/public/session.ts'
import { CHINA } from '../../../domain/document/divisions.ts'
import { beijingDate } from '../../../domain/kernel/calendar.ts'
import { maskCreditCode, maskEnterpriseName } from '../../../domain/kernel/mask.ts'
import { listClients } from '../../../storage/agency-clients.ts'
import { listTaxAuthorities, pageProjects } from '../../../storage/cross-project.ts'
import { FeedLog } from '../../../storage/feed-log.ts'
import { endPersonSession } from '../../../storage/person-session.ts'
import { Refused } from '../../../storage/refused.ts'
import { viewMoved, viewPerson, viewSession } from '../../../storage/session-view.ts'
import { findProjectSearchBar, move, pageEnterprises, type Destination } from '../../../storage/switch.ts'
import { isRefusal } from '../../../storage/verification.ts'
import type { CentralDeps } from '../../deps.ts'
import type { AnswersOf } from '../answers.ts'
import { toProjectRow } from '../project-row.ts'
import type { Taxpayer } from '../taxpayer.ts'
import { applicationAnswers } from './applications.ts'
import { enterpriseInfoAnswers } from './enterprise-info.ts'

/** Moves the log-in behind a request. @throws Refused when it can't go there. */
async function moveTo(
  deps: CentralDeps,
  { taxpayer, address }: { readonly taxpayer: Taxpayer; readonly address: string },
  destination: Destination,
) {
  const now = deps.now()
  const moved = await deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const arrival = { tokenHash: taxpayer.tokenHash, now, policy: deps.policy, address, logId: deps.newId() }
    const made = await move(work, taxpayer.session, destination, arrival)
    await work.log.flush(db, now)
    return made
  })
  if (isRefusal(moved)) throw new Refused(moved)
  return viewMoved(moved)
}

/** 210000 and 210100 stand for all that begins like them. */
const prefixOf = (division: string): string => division.replace(/(?:00)+$/u, '')

/** Provinces; the cities of one; the counties of one of those (R-EN-REG). */
function divisionsUnder(above: string | undefined): { code: string; name: string }[] {
  const prefix = above === undefined ? '' : prefixOf(above)
  const isNext = (code: string) => code.startsWith(prefix) && prefixOf(code).length > prefix.length
  const isOneLevel = (code: string) => code.slice(prefix.length + 2) === '0'.repeat(4 - prefix.length)
  return [...CHINA].filter(([code]) => isNext(code) && isOneLevel(code)).map(([code, name]) => ({ code, name }))
}

/** The log-in there is, and what it can turn into. */
export const sessionAnswers: AnswersOf<typeof sessionOperations> = {
  ...applicationAnswers,
  ...enterpriseInfoAnswers,
  'session.read': (deps, { taxpayer: { session } }) => deps.database.read((db) => viewSession(db, session, deps.now())),
  'session.sign-out': async (deps, { token }) => {
    await deps.database.write((db) => endPersonSession(db, deps.sha256(token)))
    return {}
  },
  'switch.identity': (deps, request) => moveTo(deps, request, { kind: 'identity', ...request.body }),
  'switch.enterprise': (deps, request) => moveTo(deps, request, { kind: 'enterprise', ...request.body }),
  'switch.to-person': (deps, request) => moveTo(deps, request, { kind: 'person' }),
  'switch.client': (deps, request) => moveTo(deps, request, { kind: 'client', ...request.body }),
  'switch.project': (deps, request) => moveTo(deps, request, { kind: 'project', ...request.body }),

  'switch.enterprises': async (deps, { taxpayer: { session }, query }) => {
    const filter = { ...query, personId: session.personId, today: beijingDate(deps.now()) }
    const { rows, ...rest } = await deps.database.read((db) => pageEnterprises(db, filter))
    return {
      rows: rows.map(({ enterpriseId, name, creditCode, identityTypes }) => ({
        enterpriseId,
        taxpayerName: maskEnterpriseName(name),
        creditCode: maskCreditCode(creditCode),
        identityTypes: [...identityTypes],
      })),
      ...rest,
    }
  },

  'switch.person': (deps, { taxpayer: { session } }) => deps.database.read((db) => viewPerson(db, session.personId)),

  'switch.clients': async (deps, { taxpayer: { session }, query }) => {
    const { agencyId, personId } = session
    if (agencyId === null) return { rows: [] }
    const clients = await deps.database.read((db) => listClients(db, agencyId, personId, deps.now()))
    const { code = '', name = '', after, size } = query
    const fitting = clients
      .filter((client) => client.name.includes(name))
      .filter((client) => `${client.creditCode} ${client.taxpayerNumber ?? ''}`.includes(code.toUpperCase()))
      .toSorted((a, b) => (a.enterpriseId < b.enterpriseId ? -1 : 1))
      .filter((client) => after === undefined || client.enterpriseId > after)
    const rows = fitting.slice(0, size).map(({ enterpriseId, creditCode, name: whole, validFrom, validUntil }) => ({
      enterpriseId,
      creditCode: maskCreditCode(creditCode),
      taxpayerName: maskEnterpriseName(whole),
      validFrom,
      validUntil,
    }))
    const last = rows.at(-1)
    return fitting.length > size && last !== undefined ? { rows, next: last.enterpriseId } : { rows }
  },

  'switch.projects': async (deps, { taxpayer: { session }, query }) => {
    const { personId, entrance, enterpriseId } = session
    // R-XRG-05: from the enterprise entrance its own; a special entity moves among all it has to do with (R-XRG-08).
    const own = entrance === 'enterprise' && enterpriseId !== null ? { enterpriseId } : {}
    const filter = { ...query, ...own, personId, today: beijingDate(deps.now()) }
    const { rows, ...rest } = await deps.database.read((db) => pageProjects(db, filter))
    return { rows: rows.map(toProjectRow), ...rest }
  },

  'projects.search': async (deps, { taxpayer: { session }, query }) => {
    const bar = findProjectSearchBar(query)
    if (bar !== undefined) throw new Refused(bar)
    const { kind, city = '', county, taxAuthority, number, after, size } = query
    const filter = {
      personId: session.personId,
      today: beijingDate(deps.now()),
      kind,
      divisionPrefix: prefixOf(county ?? city),
      taxAuthority,
      numberPart: number,
      after,
      size,
    }
    const { rows, ...rest } = await deps.database.read((db) => pageProjects(db, filter))
    return { rows: rows.map(toProjectRow), ...rest }
  },

  'regions.list': (_deps, { query: { under } }) => Promise.resolve(divisionsUnder(under)),

  'regions.tax-authorities': (deps, { params: { division } }) =>
    deps.database.read((db) => listTaxAuthorities(db, prefixOf(division))),
}
