/** The part of a SQLite connection that giving it a key needs. */
export interface KeyedConnection {
  pragma(text: string): unknown
  prepare(sql: string): { get(): unknown }
}

/** A key is 64 hex digits: 256 bits, taken as they are. */
export const isKey = (key: string): boolean => /^[0-9a-f]{64}$/.test(key)

/**
 * Gives a connection the key of its file, or of the one it is to make. The order matters: cipher, key, and a read that
 * proves the key, because a wrong one is no error by itself.
 * @param key 64 hex digits
 */
export function unlock(connection: KeyedConnection, key: string): void {
  connection.pragma("cipher = 'aegis'")
  connection.pragma(`key = "x'${key}'"`)
  connection.prepare('select count(*) from sqlite_schema').get()
}
