import { creditCodeChecksum, organisationCodeChecksum } from '../../../src/domain/enterprise/credit-code.ts'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import type { ReplicatedTable, Row } from '../../../src/storage/rows.ts'
import { agencyPersonRow, agencyRow, agreementRow } from '../../support/agency-rows.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../../support/rows.ts'
import type { Scene } from './conflict-scenes.ts'

/** One pair's own people, enterprise and agency, so that no two pairs meet. */
export interface World {
  readonly key: string
  readonly person: string
  readonly personNumber: string
  readonly manager: string
  readonly managerNumber: string
  readonly enterprise: string
  readonly enterpriseCode: string
  readonly relation: string
  readonly identity: string
  readonly agency: string
  readonly agencyCode: string
  readonly agreement: string
  readonly phone: (n: 1 | 2) => string
  readonly number: (n: 1 | 2 | 3) => string
}

export function makeWorld(scene: number, n: number): World {
  const serial = scene * 2000 + n
  const key = `w${String(serial)}`
  const document = (role: number) => {
    const two = (value: number) => String(value).padStart(2, '0')
    const [year, month, day] = [1960 + (n % 40), 1 + (Math.floor(n / 40) % 12), 1 + (Math.floor(n / 480) % 28)]
    const first17 = `210102${String(year)}${two(month)}${two(day)}${two(scene)}${String(role)}`
    return first17 + idNumberChecksum(first17)
  }
  const organisation = `MA${String(serial).padStart(6, '0')}`
  const first17 = `91210102${organisation}${organisationCodeChecksum(organisation)}`
  return {
    key,
    person: `${key}-person`,
    personNumber: document(0),
    manager: `${key}-manager`,
    managerNumber: document(1),
    enterprise: `${key}-enterprise`,
    enterpriseCode: `CODE${String(serial)}`,
    relation: `${key}-relation`,
    identity: `${key}-identity`,
    agency: `${key}-agency`,
    agencyCode: first17 + creditCodeChecksum(first17),
    agreement: `${key}-agreement`,
    phone: (which) => `${key}-phone${String(which)}`,
    number: (which) => `13${String(5 + which)}${String(serial).padStart(8, '0')}`,
  }
}

export type NamedRow = readonly [ReplicatedTable, Row]

export function rowsOf(world: World, scene: Scene): NamedRow[] {
  const rows = allRowsOf(world, scene)
  if (scene.unknown !== true) return rows
  return rows.filter(([, row]) => !Object.values(row).some((value) => String(value).includes(world.person)))
}

function allRowsOf(world: World, { relation, agreement }: Scene): NamedRow[] {
  const { person, manager, enterprise, agency } = world
  const known = { document_type: 'resident-id', level: 3 }
  const lr = { identity_type: 'legal-representative', in_core: 1, initiator: 'core' }
  return [
    ['person', personRow(person, 'h1', { ...known, document_number: world.personNumber, has_scene_photo: 0 })],
    ['person', personRow(manager, 'h1', { ...known, document_number: world.managerNumber, name: '单雄信' })],
    ['phone', phoneRow(world.phone(1), person, world.number(1))],
    ['phone', phoneRow(world.phone(2), person, world.number(2), { is_default: 0 })],
    ['enterprise', enterpriseRow(enterprise, 'h1', { credit_code: world.enterpriseCode })],
    ['relation', relationRow(`${world.key}-lr`, 'h1', enterprise, manager, lr)],
    ['relation', relationRow(world.relation, 'h1', enterprise, person, relation)],
    [
      'permission_identity',
      {
        id: world.identity,
        hall_id: 'h1',
        enterprise_id: enterprise,
        name: '门店开票',
        description: '',
        functions: '["filing.declare"]',
        retired: 0,
        version: 0,
        updated_at: 0,
      },
    ],
    ['agency', agencyRow(agency, 'h1', { credit_code: world.agencyCode })],
    ['agency_person', agencyPersonRow(agency, person)],
    ['agency_agreement', agreementRow(world.agreement, agency, enterprise, [person], agreement)],
  ]
}

/** Everything that people and services could prove, so that what is refused is refused by a rule. */
export function proofsOf(world: World, visitId: string, at: number): Proof[] {
  const numbers = ([1, 2, 3] as const).map(world.number)
  return [
    ...numbers.map((number): Proof => ({ kind: 'sms-code', number, purpose: 'any', at })),
    ...[world.person, world.manager].map((personId): Proof => ({ kind: 'face', personId, passed: true, at })),
    { kind: 'face', personId: visitId, passed: true, at },
    { kind: 'password', personId: world.person, passed: true, at },
    { kind: 'approval', granted: true, by: 'supervisor-h1', at },
  ]
}
