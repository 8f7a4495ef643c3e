/**
 * The version of everything that crosses to the central. A test hashes the schemas of the registry: when it
 * fails, raise the number here and write one line of history.
 *
 * 1: first version.
 * 2: a desk learns the key that signs receipts; an outbox may travel as a file (bundle.ts).
 */
export const PROTOCOL_VERSION = 2
