/** Days after the last sign-in with the central in which a desk lets the same person in alone (TRUST-39). */
export const OFFLINE_DAYS = 7
