import type { Agency, AgencyCase, AgencyCommand, AgencyPerson, Agreement } from '../../../src/domain/agency/types.ts'
import type { Actor } from '../../../src/domain/kernel/actor.ts'
import { beijingMidnight } from '../../../src/domain/kernel/calendar.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import { HOUR } from '../../../src/domain/kernel/instant.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'

export const TODAY = '2026-03-10'
export const NOW = beijingMidnight(TODAY) + 10 * HOUR
export const AGENCY_CODE = '91210102MA0UY1QQ89'

/** Agency `agency` of hall H with agents N and O, client C of hall H managed by M. */
export const agency: Agency = {
  id: 'agency',
  hallId: 'H',
  creditCode: AGENCY_CODE,
  name: '沈阳诚信税务师事务所有限公司',
  basicFormAt: NOW - 1000 * HOUR,
  version: 1,
}

export const agreement = (part: Partial<Agreement> = {}): Agreement => ({
  id: 'agreement',
  agencyId: 'agency',
  enterpriseId: 'C',
  agents: ['N'],
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  state: 'G2',
  version: 2,
  ...part,
})

export const agent = (part: Partial<AgencyPerson> = {}): AgencyPerson => ({
  id: 'N',
  name: '欧阳娜娜',
  accountState: 'A2',
  ...part,
})

export const makeCase = (part: Partial<AgencyCase> = {}): AgencyCase => ({
  agency,
  personnel: ['N', 'O'],
  client: { id: 'C', hallId: 'H' },
  agreements: [],
  named: [agent()],
  managers: ['M'],
  speaker: undefined,
  ...part,
})

const clerk: Actor = { kind: 'staff', staffId: 'clerk-1', role: 'clerk', hallId: 'H', deviceId: 'D' }

export const context = (part: Partial<DecideContext> = {}): DecideContext => ({
  now: NOW,
  actor: clerk,
  policy: liaoning,
  commandId: 'command',
  proofs: [],
  visit: {
    visitId: 'V',
    personId: 'M',
    presence: 'card-reader',
    acting: { kind: 'enterprise', enterpriseId: 'C', identityType: 'legal-representative' },
    since: NOW,
  },
  ...part,
})
export const withRole = (role: 'supervisor' | 'field-officer') => context({ actor: { ...clerk, role } })

/** The client's own session in the profile that recognises agencies. */
export const legacySession = (part: Partial<DecideContext> = {}): DecideContext => {
  const { visit: _, ...rest } = context({
    actor: { kind: 'person', personId: 'M', enterpriseId: 'C' },
    policy: liaoningLegacy,
    ...part,
  })
  return rest
}

const person = { personName: '欧阳娜娜', documentType: 'resident-id', documentNumber: '210102199003071235' }
type Form<Name extends AgencyCommand['name']> = Extract<AgencyCommand, { readonly name: Name }>

export const basicForm = (part: Partial<Form<'agency.file-basic-form'>> = {}): AgencyCommand => ({
  name: 'agency.file-basic-form',
  agencyCode: AGENCY_CODE,
  agencyName: '沈阳诚信税务师事务所有限公司',
  people: [person],
  seen: {},
  ...part,
})

const terms = {
  agencyCode: AGENCY_CODE,
  clientCode: 'client',
  agents: [person],
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  seen: {},
}
export const agreementForm = (part: Partial<typeof terms> = {}): AgencyCommand => ({
  name: 'agency.file-agreement',
  ...terms,
  ...part,
})
export const handIn = (part: Partial<typeof terms> = {}): AgencyCommand => ({
  name: 'agency.hand-in-agreement',
  ...terms,
  ...part,
})

type ActName = 'agency.receive-agreement' | 'agency.cancel' | 'agency.unrecognise' | 'agency.set-password'
export const act = (name: ActName, seen: Readonly<Record<string, number>> = {}): AgencyCommand => ({
  name,
  agreementId: 'agreement',
  agencyId: 'agency',
  enterpriseId: 'C',
  seen,
})

export const recognising = (validUntil = '2026-12-31'): AgencyCommand => ({
  name: 'agency.recognise',
  enterpriseId: 'C',
  agencyCode: AGENCY_CODE,
  validUntil,
  seen: {},
})
