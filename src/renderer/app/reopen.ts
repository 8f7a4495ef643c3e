import type { RouteLocationRaw } from 'vue-router'

type Reopen = (payload: Readonly<Record<string, unknown>>, commandId: string) => RouteLocationRaw

/** Numbers and passwords are redone on one screen, with the visitor present. */
const credentials =
  (act: string): Reopen =>
  (_payload, commandId) => ({ path: '/credentials', query: { act, reopen: commandId } })

/**
 * Where a returned command is opened again as it was typed: one line a command. The form finds the payload under
 * `route.query.reopen` (the command's id) through the call `outbox.payload`.
 */
const routes: Readonly<Record<string, Reopen>> = {
  'credential.reset': credentials('reset'),
  'phone.add': credentials('add'),
  'phone.modify': credentials('modify'),
  'phone.recover': credentials('recover'),
  'capture.submit': (_payload, commandId) => ({ path: '/capture', query: { reopen: commandId } }),
  'capture.maintain': ({ personId }, commandId) => ({
    path: '/capture/maintain',
    query: { person: String(personId), reopen: commandId },
  }),
  'relation.add': ({ enterpriseId }, commandId) => ({
    path: '/relations/add',
    query: { enterprise: String(enterpriseId), reopen: commandId },
  }),
  'relation.apply': (_payload, commandId) => ({ path: '/relations/apply', query: { reopen: commandId } }),
  'relation.bind': (_payload, commandId) => ({ path: '/relations/bind', query: { reopen: commandId } }),
  'relation.manage': ({ enterpriseId }, commandId) => ({
    path: '/relations',
    query: { view: 'enterprise', enterprise: String(enterpriseId), reopen: commandId },
  }),
}

/** Whether a returned act of this name has a form to be opened in again. */
export const hasReopen = (command: string): boolean => routes[command] !== undefined

/** The form of this command, or undefined when it has none (it can only be done anew). */
export function reopenRoute(
  command: string,
  payload: Readonly<Record<string, unknown>>,
  commandId: string,
): RouteLocationRaw | undefined {
  return routes[command]?.(payload, commandId)
}
