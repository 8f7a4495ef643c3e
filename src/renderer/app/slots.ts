import type { Component } from 'vue'

/**
 * Places in one feature's screen where another feature shows its part. A feature never imports another; both know
 * only the name of the place.
 *
 * - `person-phones`, `person-relations`: panels in the person's file; they get `personId`.
 * - `person-acts`: buttons in the head of the person's file; gets `personId`.
 * - `counter-visit`: the visit on the counter screen.
 * - `visit-chip`: the visit in the top bar.
 * - `visit-start`: the dialog behind `F2`; it has `v-model:open`.
 */
export type Place =
  'person-phones' | 'person-relations' | 'person-acts' | 'counter-visit' | 'visit-chip' | 'visit-start'

/** One line a place, loaded when it is first shown: `'person-phones': defineAsyncComponent(() => import(…))`. */
const places: Readonly<Partial<Record<Place, Component>>> = {}

/** The component of a place, or undefined where no feature has moved in. */
export const findSlot = (place: Place): Component | undefined => places[place]
