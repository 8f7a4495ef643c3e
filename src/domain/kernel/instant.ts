/** Epoch milliseconds. On the desk never earlier than the last one used; at the central the service's own clock. */
export type Instant = number

/** A calendar day in Beijing time, `YYYY-MM-DD`. */
export type CivilDate = string

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
