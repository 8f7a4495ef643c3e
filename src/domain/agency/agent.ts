import { functionsOf, type FunctionCode } from '../permission/functions.ts'

/**
 * What an agent may do for a client (R-AGY-05): the business of a full member of staff. Keeping up the real-name data
 * of others and changing the registration stay with the client's own people.
 */
export const AGENT_FUNCTIONS: readonly FunctionCode[] = functionsOf(
  'filing',
  'invoicing',
  'digital-account',
  'social-insurance',
  'enquiry',
)
