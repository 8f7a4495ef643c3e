import type { RouteLocationRaw } from 'vue-router'
import type { VisitState } from '../../../contract/visit.ts'
import type { ActId } from '../../../domain/visit/acts.ts'

type Route = (visit: Pick<VisitState, 'personId' | 'acting'>) => RouteLocationRaw

const enterpriseOf = ({ acting }: Pick<VisitState, 'acting'>): string =>
  'enterpriseId' in acting ? acting.enterpriseId : ''

/** The people of the enterprise in whose name the visitor acts. */
const ofEnterprise: Route = (visit) => ({
  path: '/relations',
  query: { view: 'enterprise', enterprise: enterpriseOf(visit) },
})
/** The visitor's own enterprises. */
const ofPerson: Route = ({ personId }) => ({ path: '/relations', query: { view: 'person', person: personId } })

/** Where each act of a visit is done. Screens are named by their address alone, as links are. */
const routes: Readonly<Record<ActId, Route>> = {
  capture: () => '/capture',
  'password-reset': () => ({ path: '/credentials', query: { act: 'reset' } }),
  'phone-recover': () => ({ path: '/credentials', query: { act: 'recover' } }),
  'phone-manage': () => ({ path: '/credentials', query: { act: 'phones' } }),
  'real-name-maintain': () => '/capture/maintain',
  'relation-apply': () => '/relations/apply',
  'relation-answer': ofPerson,
  'relation-bind': () => '/relations/bind',
  'relation-unbind': ofPerson,
  'relation-add': (visit) => ({ path: '/relations/add', query: { enterprise: enterpriseOf(visit) } }),
  'relation-confirm': ofEnterprise,
  'relation-manage': ofEnterprise,
  'relation-delete': ofEnterprise,
  'relation-freeze': ofEnterprise,
}

export const routeOfAct = (act: ActId, visit: VisitState): RouteLocationRaw => routes[act](visit)
