import { shallowRef } from 'vue'
import type { CustomerWish } from '../../contract/customer.ts'

/** What the customer was doing when the desk was locked; the form that asked for it still waits. */
export interface Interrupted {
  readonly kind: CustomerWish['kind']
  /** Sends it to the customer screen once more. */
  again(): Promise<void>
  /** Tells the form that nothing came of it. */
  drop(): void
}

export const interrupted = shallowRef<Interrupted>()
