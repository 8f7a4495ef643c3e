import type { Database } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

/** How each stand-in behaves: what it answers, how late, and whether only once before it is well again. */
export interface StandInSetting<Answer extends string = string> {
  readonly answer: Answer
  readonly delay: number
  readonly once: boolean
}

/** Every answer a stand-in can be told to give; the first is the healthy one. */
export const STAND_IN_ANSWERS = {
  sms: ['accepted', 'lost', 'unavailable', 'nonsense'],
  mail: ['accepted', 'lost', 'unavailable', 'nonsense'],
  face: ['passed', 'failed', 'busy', 'unavailable', 'nonsense'],
  'identity-check': ['matched', 'mismatched', 'busy', 'unavailable', 'nonsense'],
  'human-check': ['by-answer', 'unavailable', 'nonsense'],
  core: ['on-record', 'not-on-record', 'unavailable', 'nonsense'],
} as const
export type StandInName = keyof typeof STAND_IN_ANSWERS
export type StandInAnswer<Name extends StandInName> = (typeof STAND_IN_ANSWERS)[Name][number]

export const STAND_IN_NAMES = Object.keys(STAND_IN_ANSWERS) as StandInName[]

/** Longer than any gateway waits, so that a time-out can be shown. */
export const LONGEST_DELAY = 20_000

export const isStandInName = (name: string): name is StandInName => Object.hasOwn(STAND_IN_ANSWERS, name)

/** Whether a word is among the answers of this stand-in. */
export const isStandInAnswer = <Name extends StandInName>(name: Name, answer: string): answer is StandInAnswer<Name> =>
  STAND_IN_ANSWERS[name].some((known) => known === answer)

const healthy = <Name extends StandInName>(name: Name): StandInSetting<StandInAnswer<Name>> => ({
  answer: STAND_IN_ANSWERS[name][0],
  delay: 0,
  once: false,
})

/** What this stand-in does at present. */
export async function readSetting<Name extends StandInName>(
  database: Database,
  name: Name,
): Promise<StandInSetting<StandInAnswer<Name>>> {
  const row = await database.read((db) =>
    db.find<{ value: string }>(sql('select value from stand_in_setting where name = ?', [name])),
  )
  return row === undefined ? healthy(name) : (JSON.parse(row.value) as StandInSetting<StandInAnswer<Name>>)
}

/** Tells a stand-in how to behave from now on. */
export async function writeSetting<Name extends StandInName>(
  database: Database,
  name: Name,
  setting: StandInSetting<StandInAnswer<Name>>,
): Promise<void> {
  await database.write((db) =>
    db.run(
      sql(
        'insert into stand_in_setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
        [name, JSON.stringify(setting)],
      ),
    ),
  )
}

/** The setting for the request at hand; one that was meant for a single answer is spent by it. */
export async function takeSetting<Name extends StandInName>(
  database: Database,
  name: Name,
): Promise<StandInSetting<StandInAnswer<Name>>> {
  const setting = await readSetting(database, name)
  if (setting.once) await writeSetting(database, name, healthy(name))
  return setting
}
