import type { Deeds } from './deeds.ts'
import { recoverPassword } from './deeds-account.ts'
import { logIn, type Way } from './log-in.ts'
import type { Life, Say, Stage } from './stage.ts'

/** Somebody of the demonstration, as the stand-ins' page names them. */
interface Neighbour {
  readonly name: string
  readonly documentNumber: string
  readonly number: string
  readonly code: string
}

/** Nobody knows the passwords of the demonstration's people, so they forget theirs and go on with this one. */
const PASSWORD = 'Town#neighbour1'

async function findNeighbour(
  stage: Stage,
  kind: 'agents' | 'travellers',
  chance: number,
): Promise<{ readonly life: Life; readonly code: string } | undefined> {
  const neighbours = (await stage.api.readStandIn('neighbours')) as Record<typeof kind, readonly Neighbour[]>
  const list = neighbours[kind]
  const one = list[Math.floor(chance * list.length)]
  return one === undefined ? undefined : { life: asLife(one), code: one.code }
}

const asLife = ({ name, documentNumber, number }: Neighbour): Life => ({
  who: {
    index: 0,
    name,
    sex: 'male',
    documentNumber,
    username: '',
    numbers: [number, number],
    address: '10.250.0.1',
    factor: 'province-app',
    tab: 'document',
    errands: 0,
    typos: 0,
    night: false,
  },
  password: PASSWORD,
  number,
  spares: [],
  passwords: 1,
  registered: true,
  gone: false,
})

async function enter(stage: Stage, life: Life, way: Way): Promise<Say | undefined> {
  const known = await logIn(stage, life, way)
  if (known !== undefined) return known
  const forgot = await recoverPassword(stage, life, { password: PASSWORD })
  return forgot ? logIn(stage, life, way) : undefined
}

/** Agents at their clients and managers at their projects away from home: what began at a counter (R-AGY, R-XRG). */
export const guestDeeds = {
  'enter-client': async (stage, { chance }) => {
    const agent = await findNeighbour(stage, 'agents', chance)
    if (agent === undefined) return 'idle'
    const say = await enter(stage, agent.life, { entrance: 'agency', code: agent.code })
    const clients = say === undefined ? undefined : await say('switch.clients', { query: {} })
    if (say === undefined || clients?.ok !== true) return 'refused'
    await say('agency.agreements', { query: {} })
    const client = clients.body.rows[Math.floor(chance * clients.body.rows.length)]
    if (client === undefined) return 'idle'
    const entered = await say('switch.client', { body: { enterpriseId: client.enterpriseId } })
    if (!entered.ok) return 'refused'
    await say('agency.client')
    await say('agency.permissions')
    return 'done'
  },

  'enter-project': async (stage, { chance }) => {
    const traveller = await findNeighbour(stage, 'travellers', chance)
    if (traveller === undefined) return 'idle'
    const { life, code } = traveller
    const say = await enter(stage, life, { entrance: 'enterprise', code })
    const projects = say === undefined ? undefined : await say('switch.projects', { query: {} })
    if (say === undefined || projects?.ok !== true) return 'refused'
    const project = projects.body.rows[0]
    if (project === undefined) return 'idle'
    const moved = await say('switch.project', { body: { projectId: project.projectId } })
    if (chance > 0.5) await enter(stage, life, { entrance: 'special', code, projectKind: project.kind })
    return moved.ok ? 'done' : 'refused'
  },
} satisfies Partial<Deeds>
