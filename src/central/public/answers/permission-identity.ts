import type { permissionIdentityOperations } from '../../../contract/public/permission-identity.ts'
import { FUNCTION_GROUP_IDS, FUNCTION_GROUPS } from '../../../domain/permission/functions.ts'
import { IDENTITY_TYPES } from '../../../domain/permission/identity-types.ts'
import { permissionReads } from '../../../storage/permission.ts'
import type { CentralDeps } from '../../deps.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import type { Taxpayer } from '../taxpayer.ts'

const enterpriseOf = ({ session }: Taxpayer): string => session.enterpriseId ?? ''

/** Functions with the set each belongs to (R-EN-FUN), for whoever shows them as a tree. */
export const viewFunctions = (functions: readonly string[]) =>
  FUNCTION_GROUP_IDS.flatMap((group) =>
    FUNCTION_GROUPS[group].filter((code) => functions.includes(code)).map((code) => ({ code, group })),
  )

/** An act on one permission identity of the enterprise that is logged in. */
async function actOn(
  deps: CentralDeps,
  taxpayer: Taxpayer,
  name: string,
  given: { readonly identityId: string; readonly version?: number | undefined; readonly terms?: object },
) {
  const { identityId, version, terms = {} } = given
  const seen = version === undefined ? {} : { [identityId]: version }
  const payload = { enterpriseId: enterpriseOf(taxpayer), identityId, ...terms }
  await act(deps, { actor: taxpayer.actor, name, payload, seen })
  return {}
}

/** 权限身份维护 (R-PER). */
export const permissionIdentityAnswers: AnswersOf<typeof permissionIdentityOperations> = {
  'identity-types.list': () =>
    Promise.resolve(
      IDENTITY_TYPES.map(({ id, officialName, kind, functions }) => ({
        id,
        officialName,
        kind,
        addable: kind === 'staff',
        functions: viewFunctions(functions),
      })),
    ),

  'permission-identities.list': async (deps, { taxpayer }) => {
    const enterpriseId = enterpriseOf(taxpayer)
    const rows = await deps.database.read((db) => permissionReads['permission.list'](db, { enterpriseId }))
    return rows.map(({ enterpriseId: _own, ...row }) => row)
  },

  'permission-identities.add': (deps, { taxpayer, body }) => {
    const payload = { ...body, enterpriseId: enterpriseOf(taxpayer) }
    return act(deps, { actor: taxpayer.actor, name: 'permission.add-identity', payload })
  },

  'permission-identities.change': (deps, { taxpayer, params, body: { version, ...terms } }) =>
    actOn(deps, taxpayer, 'permission.change-identity', { ...params, version, terms }),

  'permission-identities.retire': (deps, { taxpayer, params }) =>
    actOn(deps, taxpayer, 'permission.retire-identity', params),
}
