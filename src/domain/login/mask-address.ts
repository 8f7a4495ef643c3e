/**
 * A network address without what tells one household from its neighbours: the first half of IPv4, the first three
 * groups of IPv6. Anything else is hidden whole (OP-13 names no pattern for it; less is shown, never more).
 */
export function maskAddress(address: string): string {
  const four = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address)
  if (four !== null) return `${four[1] ?? ''}.*.*`
  const six = /^((?:[0-9a-f]{1,4}:){3})/i.exec(address)
  return six === null ? '***' : `${six[1] ?? ''}*`
}
