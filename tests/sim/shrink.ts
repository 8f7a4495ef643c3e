/**
 * Leaves out of a failing row of events whatever it fails without (ddmin): halves, quarters, … single events, until
 * none can go. `fails` is asked at most `most` times.
 */
export async function shrink<Event>(
  events: readonly Event[],
  fails: (events: readonly Event[]) => Promise<boolean>,
  most = 200,
): Promise<readonly Event[]> {
  let shortest = events
  let asked = 0
  for (let pieces = 2; shortest.length > 1;) {
    const size = Math.ceil(shortest.length / pieces)
    let went = false
    for (let from = 0; from < shortest.length && asked < most;) {
      const without = [...shortest.slice(0, from), ...shortest.slice(from + size)]
      asked++
      if (without.length > 0 && (await fails(without))) {
        shortest = without
        went = true
      } else from += size
    }
    if (asked >= most || (size === 1 && !went)) break
    pieces = went ? Math.max(2, pieces - 1) : Math.min(shortest.length, pieces * 2)
  }
  return shortest
}
