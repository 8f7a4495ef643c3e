/**
 * The version of everything that crosses to the central. A test hashes the schemas of the registry: when it
 * fails, raise the number here and write one line of history.
 *
 * 1: first version.
 */
export const PROTOCOL_VERSION = 1
