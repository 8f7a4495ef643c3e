import type { PermissionIdentityRow } from '../contract/permission.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { decidePermission } from '../domain/permission/decide.ts'
import type { PermissionCase, PermissionCommand, PermissionEvent } from '../domain/permission/types.ts'
import { isEffective } from '../domain/relation/standing.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler } from './feature.ts'
import { findEnterprise, listIdentities, listManagers } from './relation-load.ts'
import { fromIdentity } from './relation-rows.ts'
import { putRow } from './rows.ts'

const handler = commandHandler<PermissionCase, PermissionCommand, PermissionEvent>({
  load: async (db, { enterpriseId }, { now }) => {
    const today = beijingDate(now)
    const managers = await listManagers(db, enterpriseId)
    return {
      enterprise: await findEnterprise(db, enterpriseId),
      managers: managers.filter((relation) => isEffective(relation, today)).map((relation) => relation.personId),
      identities: await listIdentities(db, enterpriseId),
    }
  },
  decide: decidePermission,
  save: (work, { identity }, { now }) => putRow(work, 'permission_identity', fromIdentity(identity, now)),
  subjects: (command) => [command.enterpriseId, ...('identityId' in command ? [command.identityId] : [])],
})

export const permissionCommands = {
  'permission.add-identity': handler,
  'permission.change-identity': handler,
  'permission.retire-identity': handler,
}

export const permissionReads = {
  'permission.list': async (
    db: ReadDb,
    { enterpriseId }: { enterpriseId: string },
  ): Promise<PermissionIdentityRow[]> => {
    const holders = await db.all<{ id: string; count: number }>(
      sql(
        "select permission_identity_id as id, count(*) as count from relation where enterprise_id = ? and permission_identity_id is not null and state in ('R4', 'R5') group by permission_identity_id",
        [enterpriseId],
      ),
    )
    const countOf = new Map(holders.map((row) => [row.id, Number(row.count)]))
    const identities = await listIdentities(db, enterpriseId)
    return identities.map(({ hallId: _, functions, ...identity }) => ({
      ...identity,
      functions: [...functions],
      holders: countOf.get(identity.id) ?? 0,
    }))
  },
}
