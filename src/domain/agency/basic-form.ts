import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { collapseSpaces, normaliseIdentifier, stripInvisible } from '../kernel/text.ts'
import { isCreditCode } from '../enterprise/credit-code.ts'
import { normaliseName } from '../person/name.ts'
import { agencyRefusals, type AgencyRefusalCode } from './refusals.ts'
import type { AgencyCase, AgencyEvent, FileBasicFormCommand } from './types.ts'

type Answer = Decision<AgencyEvent>
const refuse = (code: AgencyRefusalCode): Answer => refused(agencyRefusals.make(code))

/**
 * R-TR-AGY-01: the agency and its people. Filed again it says who they are from now on: an agent who isn't among them
 * any more may not act, whatever the agreements say (R-AGY-09). People may be named before they have an account.
 */
export function fileBasicForm(state: AgencyCase, command: FileBasicFormCommand, context: DecideContext): Answer {
  const problem = findFormProblem(state, command)
  if (problem !== undefined) return refuse(problem)
  const { actor, commandId, now, partial } = context
  // Somebody this desk has no copy of may have a record at the central, which knows.
  if (partial === true && state.named.includes(undefined)) return held('person')
  const hallId = actor.kind === 'staff' ? actor.hallId : ''
  const unnamed = { id: commandId, hallId, basicFormAt: now, version: 0 }
  const agency = {
    ...(state.agency ?? unnamed),
    creditCode: normaliseIdentifier(command.agencyCode),
    name: nameOf(command),
    basicFormAt: state.agency?.basicFormAt ?? now,
  }
  const named: AgencyEvent[] = []
  const people = command.people.map((person, place) => {
    const known = state.named[place]
    if (known !== undefined) return known.id
    const id = `${commandId}-${String(place + 1)}`
    named.push({ kind: 'person-named', id, hallId, person })
    return id
  })
  return accepted([
    { kind: 'agency-put', agency },
    ...named,
    { kind: 'personnel-put', agencyId: agency.id, people: [...new Set(people)] },
  ])
}

const nameOf = ({ agencyName }: FileBasicFormCommand) => collapseSpaces(stripInvisible(agencyName))

function findFormProblem(state: AgencyCase, command: FileBasicFormCommand): AgencyRefusalCode | undefined {
  if (!isCreditCode(normaliseIdentifier(command.agencyCode))) return 'agency-code-malformed'
  if (nameOf(command) === '') return 'agency-name-missing'
  if (command.people.length === 0) return 'agency-people-missing'
  // OP-17: name and document on the form are those of one record; a document twice is one person written down twice.
  const numbers = command.people.map((person) => `${person.documentType} ${normaliseIdentifier(person.documentNumber)}`)
  const mismatch = command.people.some((person, place) => {
    const known = state.named[place]
    const name = normaliseName(person.personName)
    return name === '' || (known !== undefined && normaliseName(known.name) !== name)
  })
  return mismatch || new Set(numbers).size < numbers.length ? 'agency-person-mismatch' : undefined
}
