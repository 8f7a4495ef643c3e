import type { RouteLocationRaw } from 'vue-router'

type Reopen = (payload: Readonly<Record<string, unknown>>, commandId: string) => RouteLocationRaw

/**
 * Where a returned command is opened again as it was typed: one line a command. The form finds the payload under
 * `route.query.reopen` (the command's id) through the call `outbox.payload`.
 */
const routes: Readonly<Record<string, Reopen>> = {
  'capture.submit': (_payload, commandId) => ({ path: '/capture', query: { reopen: commandId } }),
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
