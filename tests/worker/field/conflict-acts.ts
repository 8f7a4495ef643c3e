import { EMPTY_INFORMATION } from '../../../src/domain/capture/information.ts'
import { PAPER_VERSIONS } from '../../../src/domain/capture/types.ts'
import type { World } from './conflict-world.ts'

/** One act on a world: who stands at the counter, in whose name, and what the form says. */
export interface Act {
  readonly by: 'person' | 'manager'
  readonly input: (world: World, desk: number) => Readonly<Record<string, unknown>>
}

const byPerson = (input: Act['input']): Act => ({ by: 'person', input })
const byManager = (input: Act['input']): Act => ({ by: 'manager', input })
const faceAgreement = { version: PAPER_VERSIONS.faceAgreement[0] ?? '', at: 1, signatureAttachmentId: 'signed' }

/** The first capture of somebody nobody knows. */
export const captureNew: Act = byPerson((world: World, desk: number) => ({
  caseId: `${world.key}-case${String(desk)}`,
  kind: 'new',
  branch: 'id-card',
  documentType: 'resident-id',
  information: {
    ...EMPTY_INFORMATION,
    name: '张三',
    documentNumber: world.personNumber,
    residence: '辽宁省沈阳市和平区太原街 1 号',
    issuedBy: '沈阳市公安局和平分局',
    validityStart: '2016-01-01',
    validityEnd: '2036-01-01',
  },
  pictures: {
    frontAttachmentId: 'front',
    portraitAttachmentId: 'portrait',
    backAttachmentId: 'back',
    sceneAttachmentId: 'scene',
  },
  consent: { version: PAPER_VERSIONS.consent[0] ?? '', at: 1, signatureAttachmentId: 'signed' },
  faceAgreement,
  phone: world.number(3),
}))

const row = ({ relation, enterprise, person }: World) => ({
  relationId: relation,
  enterpriseId: enterprise,
  personId: person,
  seen: { [relation]: 1 },
})
const member = ({ relation, enterprise, person }: World) => ({
  relationId: relation,
  enterpriseId: enterprise,
  personId: person,
})
const agreementOf = ({ agreement, agency, enterprise }: World) => ({
  agreementId: agreement,
  agencyId: agency,
  enterpriseId: enterprise,
  seen: { [agreement]: 1 },
})
const terms = { functions: ['filing.declare'], validUntil: '2098-12-31' }
const documentOf = (world: World) => ({ documentType: 'resident-id', documentNumber: world.personNumber })

/** What an act reads or writes; two that share nothing can't meet. */
const TOUCHES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^phone\.recover/, ['number', 'password']],
  [/^phone\./, ['number']],
  [/^credential\./, ['password']],
  [/^level\./, ['record']],
  [/^capture\.submit/, ['record', 'number', 'relation']],
  [/^capture\.maintain/, ['record', 'number', 'relation']],
  [/^relation\.manage/, ['relation', 'identity']],
  [/^relation\./, ['relation']],
  [/^permission\./, ['identity']],
  [/^agency\./, ['agreement']],
  [/^enterprise\./, ['certificate']],
  [/^member\./, ['member', 'password', 'relation']],
]

function touchesOf(name: string): readonly string[] {
  const found = TOUCHES.find(([pattern]) => pattern.test(name))
  if (found === undefined) throw new Error(`say what ${name} touches`)
  return found[1]
}

/** Whether two acts can meet at all: both touch the same thing. */
export const canMeet = (one: string, other: string): boolean =>
  touchesOf(one).some((thing) => touchesOf(other).includes(thing))

/** Every command of the contract, each as two clerks would record it who know nothing of each other. */
export const ACTS: Readonly<Record<string, Act>> = {
  'phone.add': byPerson((world) => ({ personId: world.person, number: world.number(3) })),
  'phone.modify': byPerson((world) => ({
    personId: world.person,
    phoneId: world.phone(1),
    number: world.number(3),
  })),
  'phone.delete': byPerson((world) => ({ personId: world.person, phoneId: world.phone(2) })),
  'phone.set-default': byPerson((world) => ({ personId: world.person, phoneId: world.phone(2) })),
  'phone.recover': byPerson((world) => ({
    personId: world.person,
    number: world.number(3),
    sealedPassword: 'sealed',
  })),
  'credential.reset': byPerson(({ person }) => ({ personId: person, fallback: 'initial' })),
  'credential.change': byPerson(({ person }) => ({ personId: person, sealedPassword: 'sealed' })),
  'level.raise': byPerson(({ person }) => ({ personId: person, sceneAttachmentId: 'scene' })),
  'capture.submit': byPerson((world, desk) => ({
    caseId: `${world.key}-case${String(desk)}`,
    kind: 'supplement',
    branch: 'id-card',
    documentType: 'resident-id',
    personId: world.person,
    information: EMPTY_INFORMATION,
    pictures: { sceneAttachmentId: 'scene' },
    faceAgreement,
    phone: '',
  })),
  'capture.maintain': byManager((world) => ({
    personId: world.person,
    phone: world.number(3),
    residence: '沈阳市和平区太原街 1 号',
  })),
  'relation.add': byManager((world) => ({
    enterpriseId: world.enterprise,
    personName: '张三',
    ...documentOf(world),
    identityType: 'staff-invoicing',
    functions: ['invoicing.issue'],
    validUntil: '2098-12-31',
  })),
  'relation.apply': byPerson((world) => ({
    personId: world.person,
    enterpriseCode: world.enterpriseCode,
    identityType: 'staff-invoicing',
    functions: ['invoicing.issue'],
    validUntil: '2098-12-31',
    sceneAttachmentId: 'scene',
  })),
  'relation.bind': byPerson((world) => ({
    personId: world.person,
    enterpriseCode: world.enterpriseCode,
    identityType: 'finance-officer',
  })),
  'relation.accept': byPerson((world) => ({ ...row(world), sceneAttachmentId: 'scene' })),
  'relation.refuse': byPerson(row),
  'relation.unbind': byPerson(row),
  'relation.confirm': byManager(row),
  'relation.reject': byManager(row),
  'relation.withdraw': byManager(row),
  'relation.manage': byManager((world) => ({ ...row(world), ...terms, permissionIdentityId: world.identity })),
  'relation.delete': byManager(row),
  'relation.freeze': byManager(row),
  'relation.unfreeze': byManager(row),
  'relation.clear-history': byManager(({ enterprise, relation }) => ({
    side: 'enterprise',
    ownerId: enterprise,
    relationIds: [relation],
  })),
  'permission.add-identity': byManager(({ enterprise }) => ({
    enterpriseId: enterprise,
    identityName: '会计',
    description: '',
    functions: ['filing.declare'],
  })),
  'permission.change-identity': byManager(({ enterprise, identity }) => ({
    enterpriseId: enterprise,
    identityId: identity,
    identityName: '会计',
    description: '',
    functions: ['filing.declare'],
    seen: { [identity]: 1 },
  })),
  'permission.retire-identity': byManager(({ enterprise, identity }) => ({
    enterpriseId: enterprise,
    identityId: identity,
    seen: { [identity]: 1 },
  })),
  'agency.file-basic-form': byPerson((world) => ({
    agencyCode: world.agencyCode,
    agencyName: '沈阳诚信税务师事务所有限公司',
    people: [{ personName: '单雄信', documentType: 'resident-id', documentNumber: world.managerNumber }],
  })),
  'agency.file-agreement': byPerson((world) => ({
    agencyCode: world.agencyCode,
    clientCode: world.enterpriseCode,
    agents: [documentOf(world)],
    validFrom: '2026-01-01',
    validUntil: '2098-12-31',
  })),
  'agency.receive-agreement': byPerson(agreementOf),
  'agency.cancel': byManager(agreementOf),
  'agency.recognise': byManager((world) => ({
    enterpriseId: world.enterprise,
    agencyCode: world.agencyCode,
    validUntil: '2098-12-31',
  })),
  'agency.unrecognise': byManager(agreementOf),
  'enterprise.issue-certificate': byManager(({ enterprise }) => ({
    enterpriseId: enterprise,
    accountKind: 'tax',
  })),
  'member.reset-password': byManager(member),
  'member.bind-password': byManager(member),
  'member.unbind-password': byManager(member),
}
