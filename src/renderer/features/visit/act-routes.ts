import type { RouteLocationRaw } from 'vue-router'
import type { VisitState } from '../../../contract/visit.ts'
import type { ActId } from '../../../domain/visit/acts.ts'

type Route = (visit: Pick<VisitState, 'personId' | 'acting'>) => RouteLocationRaw

const relation = (act: string): Route => {
  return ({ personId, acting }) => {
    const enterpriseId = 'enterpriseId' in acting ? acting.enterpriseId : undefined
    const whose = enterpriseId === undefined ? { personId } : { enterpriseId }
    return { path: '/relations', query: { act, ...whose } }
  }
}

/** Where each act of a visit is done. Screens are named by their address alone, as links are. */
const routes: Readonly<Record<ActId, Route>> = {
  capture: () => '/capture',
  'password-reset': () => ({ path: '/credentials', query: { act: 'reset' } }),
  'phone-recover': () => ({ path: '/credentials', query: { act: 'recover' } }),
  'phone-manage': () => ({ path: '/credentials', query: { act: 'phones' } }),
  'relation-apply': relation('apply'),
  'relation-answer': relation('answer'),
  'relation-bind': relation('bind'),
  'relation-unbind': relation('unbind'),
  'relation-add': relation('add'),
  'relation-confirm': relation('confirm'),
  'relation-manage': relation('manage'),
  'relation-delete': relation('delete'),
  'relation-freeze': relation('freeze'),
}

export const routeOfAct = (act: ActId, visit: VisitState): RouteLocationRaw => routes[act](visit)
