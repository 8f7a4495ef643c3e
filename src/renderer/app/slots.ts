import { defineAsyncComponent, type Component } from 'vue'

/**
 * Places in one feature's screen where another feature shows its part. A feature never imports another; both know
 * only the name of the place.
 *
 * - `person-phones`, `person-relations`: panels in the person's file; they get `personId`.
 * - `person-acts`: buttons in the head of the person's file; gets `personId`.
 * - `enterprise-relations`: the enterprise's people in its file; gets `enterpriseId`.
 * - `visitor-logins`: the visitor's last log-ins.
 * - `picture`: one picture taken or chosen and kept; `v-model` is its id, with `purpose`, `label`, `hint`.
 * - `counter-visit`: the visit on the counter screen.
 * - `visit-chip`: the visit in the top bar.
 * - `visit-start`: the dialog behind `F2`; it has `v-model:open`.
 */
export type Place =
  | 'person-phones'
  | 'person-relations'
  | 'person-acts'
  | 'enterprise-relations'
  | 'visitor-logins'
  | 'picture'
  | 'counter-visit'
  | 'visit-chip'
  | 'visit-start'

/** One line a place, loaded when it is first shown: `'person-phones': defineAsyncComponent(() => import(…))`. */
const places: Readonly<Partial<Record<Place, Component>>> = {
  'person-phones': defineAsyncComponent(() => import('../features/phone/PhonePanel.vue')),
  'person-acts': defineAsyncComponent(() => import('../features/capture/PersonRecordActs.vue')),
  'counter-visit': defineAsyncComponent(() => import('../features/visit/VisitPanel.vue')),
  'visit-chip': defineAsyncComponent(() => import('../features/visit/VisitChip.vue')),
  'visit-start': defineAsyncComponent(() => import('../features/visit/VisitStartForm.vue')),
  'person-relations': defineAsyncComponent(() => import('../features/relation/PersonRelations.vue')),
  'enterprise-relations': defineAsyncComponent(() => import('../features/relation/EnterpriseRelations.vue')),
  'visitor-logins': defineAsyncComponent(() => import('../features/login-log/VisitorLogins.vue')),
  picture: defineAsyncComponent(() => import('../features/capture/PictureBox.vue')),
}

/** The component of a place, or undefined where no feature has moved in. */
export const findSlot = (place: Place): Component | undefined => places[place]
