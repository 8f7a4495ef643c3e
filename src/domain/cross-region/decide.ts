import { isDocumentTypeId } from '../document/document-types.ts'
import { parseDocument } from '../document/document-number.ts'
import { CHINA, isDivision } from '../document/divisions.ts'
import { beijingDate, isCivilDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import { normaliseName, parseName } from '../person/name.ts'
import { crossRegionRefusals, type CrossRegionRefusalCode } from './refusals.ts'
import type { CrossProject, ReportCase, ReportCommand, ReportEvent, ReportPerson } from './types.ts'

/**
 * Judges a report of a cross-region project (R-XRG-05, R-XRG-06). The core tax system alone sends one: it has the
 * 《跨区域涉税事项报告表》 with its handlers and contacts, who may act for the project without being staff.
 */
export function decideReport(state: ReportCase, command: ReportCommand, context: DecideContext): Decision<ReportEvent> {
  const today = beijingDate(context.now)
  const read = command.people.map((person) => readPerson(person, today))
  const people = dropTwins(read.filter((person) => person !== undefined))
  const { enterprise } = state
  const problem = findProblem(state, command, context) ?? findPeopleProblem(state, command, read)
  if (problem !== undefined || enterprise === undefined)
    return refused(crossRegionRefusals.make(problem ?? 'cross-region-enterprise-unknown'))
  const project = projectOf(state, command, enterprise.id, context.commandId)
  if (state.project !== undefined && isSame(state.project, project, people)) return accepted([])
  return accepted([{ kind: 'project-reported', project, people }])
}

function findProblem(
  { enterprise, project }: ReportCase,
  command: ReportCommand,
  { actor }: DecideContext,
): CrossRegionRefusalCode | undefined {
  if (actor.kind !== 'system') return 'cross-region-system-only'
  if (enterprise === undefined) return 'cross-region-enterprise-unknown'
  const numbered = normaliseIdentifier(command.number) !== ''
  if (command.kind === 'report' && !numbered) return 'cross-region-number-missing'
  if (command.kind === 'tax-source' && numbered) return 'cross-region-number-not-used'
  // A number is one project's for good: handing it on would hand on who may act for it.
  if (project !== undefined && project.enterpriseId !== enterprise.id) return 'cross-region-number-of-another'
  if (!isDivision(CHINA, command.division)) return 'cross-region-division-unknown'
  const { validFrom, validUntil } = command
  const inOrder = isCivilDate(validFrom) && isCivilDate(validUntil) && validFrom <= validUntil
  return inOrder ? undefined : 'cross-region-term-wrong'
}

function findPeopleProblem(
  { holders }: ReportCase,
  { kind, people }: ReportCommand,
  read: readonly (ReportPerson | undefined)[],
): CrossRegionRefusalCode | undefined {
  if (kind === 'tax-source' && people.length > 0) return 'cross-region-people-not-named'
  if (read.some((person) => person === undefined)) return 'cross-region-person-malformed'
  const isElse = read.some((person, index) => {
    const holder = holders[index]
    return holder !== undefined && normaliseName(holder.name) !== person?.personName
  })
  return isElse ? 'cross-region-person-mismatch' : undefined
}

/** A person as they may be stored, or nothing when name or document can't be anybody's. */
function readPerson(
  { role, personName, documentType, documentNumber }: ReportPerson,
  today: CivilDate,
): ReportPerson | undefined {
  const name = parseName(personName)
  if (!name.ok || !isDocumentTypeId(documentType)) return undefined
  const document = parseDocument(documentType, documentNumber, today)
  return document.ok ? { role, personName: name.name, documentType, documentNumber: document.number } : undefined
}

const keyOf = ({ role, documentType, documentNumber }: ReportPerson): string =>
  [role, documentType, documentNumber].join(' ')

/** Named twice in one role is named once. */
const dropTwins = (people: readonly ReportPerson[]): ReportPerson[] => [
  ...new Map(people.map((person) => [keyOf(person), person])).values(),
]

/** A project keeps its id, and so what sessions are at, for as long as it is reported. */
function projectOf(
  { project, hallId }: ReportCase,
  { kind, number, division, taxAuthority, validFrom, validUntil }: ReportCommand,
  enterpriseId: string,
  commandId: string,
): CrossProject {
  return {
    id: project?.id ?? commandId,
    hallId: hallId ?? '',
    enterpriseId,
    kind,
    number: kind === 'report' ? normaliseIdentifier(number) : null,
    division,
    taxAuthority,
    validFrom,
    validUntil,
  }
}

function isSame(known: NonNullable<ReportCase['project']>, told: CrossProject, people: readonly ReportPerson[]) {
  const { people: named, ...project } = known
  const texts = (list: readonly ReportPerson[]) => list.map((one) => `${keyOf(one)} ${one.personName}`).toSorted()
  const fields = Object.keys(told) as (keyof CrossProject)[]
  return fields.every((field) => project[field] === told[field]) && texts(named).join('\n') === texts(people).join('\n')
}
