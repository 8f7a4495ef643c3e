import type { CivilDate, Instant } from '../../domain/kernel/instant.ts'

/** Everything is shown in Beijing time, whatever zone the machine is in (OP-03). */
const zone = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** `2026-03-05 14:07`; a dash when there is none. */
export function formatInstant(instant: Instant | null | undefined): string {
  return instant === null || instant === undefined ? '—' : parts.format(instant).slice(0, 16)
}

/** `2026-03-05 14:07:22`, where seconds tell two rows apart. */
export function formatInstantFully(instant: Instant | null | undefined): string {
  return instant === null || instant === undefined ? '—' : parts.format(instant)
}

/** `2026-03-05`. */
export function formatDay(instant: Instant): CivilDate {
  return parts.format(instant).slice(0, 10)
}

/** `14:07` on the same Beijing day as `now`, `03-05 14:07` in the same year, else the whole instant. */
export function formatNear(instant: Instant, now: Instant): string {
  const shown = parts.format(instant)
  const today = parts.format(now)
  if (shown.slice(0, 10) === today.slice(0, 10)) return shown.slice(11, 16)
  return shown.slice(0, 4) === today.slice(0, 4) ? shown.slice(5, 16) : shown.slice(0, 16)
}

/** `1,234`: counts in running text and figures. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** `1:05` for 65 seconds, for countdowns. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')}`
}
