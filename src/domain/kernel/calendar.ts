import { DAY, HOUR } from './instant.ts'
import type { CivilDate, Instant } from './instant.ts'
import { stripInvisible, toHalfWidth } from './text.ts'

/** Beijing keeps UTC+8 all year (OP-03). */
const BEIJING_OFFSET = 8 * HOUR

interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
}

const WRITTEN_FORMS = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
  /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  // Identity cards print their validity with dots.
  /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/,
  /^(\d{4})(\d{2})(\d{2})$/,
]

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** Days of a month, 28 to 31. `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function format({ year, month, day }: DateParts): CivilDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function split(date: CivilDate): DateParts {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) }
}

/**
 * Reads a day written as `2024-03-05`, `20240305`, `2024/3/5`, `2024.3.5` or `2024年3月5日`, also full-width.
 * Misses (`undefined`) when it isn't one of these or no such day exists.
 */
export function parseCivilDate(text: string): CivilDate | undefined {
  const written = stripInvisible(toHalfWidth(text)).replace(/\s+/gu, '')
  for (const form of WRITTEN_FORMS) {
    const match = form.exec(written)
    if (match === null) continue
    const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
    const exists =
      parts.year >= 1 &&
      parts.month >= 1 &&
      parts.month <= 12 &&
      parts.day >= 1 &&
      parts.day <= daysInMonth(parts.year, parts.month)
    return exists ? format(parts) : undefined
  }
  return undefined
}

/** Whether a text is already an existing day in the one stored form. */
export function isCivilDate(text: string): boolean {
  return text.length === 10 && parseCivilDate(text) === text
}

/**
 * Days since 1970-01-01, negative before it. The year is counted from March so that the leap day comes last
 * (the well-known "days from civil" count of the proleptic Gregorian calendar, in eras of 400 years).
 */
function dayNumber(date: CivilDate): number {
  const { year, month, day } = split(date)
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The inverse of `dayNumber`. */
function dateOfDayNumber(number: number): CivilDate {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return format({
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  })
}

/** The day `days` later (earlier when negative). */
export function addDays(date: CivilDate, days: number): CivilDate {
  return dateOfDayNumber(dayNumber(date) + days)
}

/** The same day of the month `months` later (earlier when negative), clamped to the month's last day (OP-03). */
export function addMonthsClamped(date: CivilDate, months: number): CivilDate {
  const parts = split(date)
  const count = parts.year * 12 + (parts.month - 1) + months
  const year = Math.floor(count / 12)
  const month = count - year * 12 + 1
  return format({ year, month, day: Math.min(parts.day, daysInMonth(year, month)) })
}

/** Days from `from` to `to`, negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** Day of the week, 1 Monday to 7 Sunday. */
export function weekday(date: CivilDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1
}

/** Full years of life on `day`, by Chinese civil reckoning of 周岁: a year older on the birthday itself. */
export function ageOn(birth: CivilDate, day: CivilDate): number {
  const years = split(day).year - split(birth).year
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}

/** The Beijing day an instant falls on. */
export function beijingDate(instant: Instant): CivilDate {
  return dateOfDayNumber(Math.floor((instant + BEIJING_OFFSET) / DAY))
}

/** The instant at which a Beijing day begins, 00:00. */
export function beijingMidnight(date: CivilDate): Instant {
  return dayNumber(date) * DAY - BEIJING_OFFSET
}

/** Where "the last one month" begins: the same day last month at 00:00, clamped (OP-03, R-JRN-02). */
export function oneMonthBefore(instant: Instant): Instant {
  return beijingMidnight(addMonthsClamped(beijingDate(instant), -1))
}
