import { agencyRefusals } from '../../../src/domain/agency/refusals.ts'
import { captureRefusals } from '../../../src/domain/capture/refusals.ts'
import { memberRefusals } from '../../../src/domain/legacy/refusals.ts'
import { levelRefusals } from '../../../src/domain/level/refusals.ts'
import { permissionRefusals } from '../../../src/domain/permission/refusals.ts'
import { phoneRefusals } from '../../../src/domain/phone/refusals.ts'
import { relationRefusals } from '../../../src/domain/relation/refusals.ts'
import { DECIDED, DECIDED_IN, NOTHING, type Decided } from './conflict-table.ts'

const RULES: Readonly<Record<string, { readonly rule: string }>> = {
  ...agencyRefusals.list,
  ...captureRefusals.list,
  ...memberRefusals.list,
  ...levelRefusals.list,
  ...permissionRefusals.list,
  ...phoneRefusals.list,
  ...relationRefusals.list,
}

function wordsFor(outcome: string): string {
  if (outcome === NOTHING || outcome === 'stands') return outcome
  const row = RULES[outcome]
  if (row === undefined) throw new Error(`no refusal ${outcome}`)
  return `returned, \`${outcome}\` (${row.rule})`
}

const linesOf = (decided: Decided): string[] =>
  Object.entries(decided).flatMap(([first, seconds]) =>
    Object.entries(seconds).map(([second, outcome]) => `| \`${first}\` | \`${second}\` | ${wordsFor(outcome)} |`),
  )

/** The page as docs/rules/conflicts.md has it; a test holds the two together. */
export function writePage(): string {
  return [
    '# Conflicts',
    '',
    'Two desks of one hall, neither with a network, each record an act about the same person, number, relation, capture,',
    'password, permission identity, agreement or certificate. Whichever arrives second is decided as this table says, the',
    'first having taken effect. It is the same in both orders of arrival, each by its own row. Every pair that the rules',
    'let two counters record in one state is played through by `tests/worker/field/conflicts.test.ts`, which writes this',
    'page; what it has no row for stands. An act that waits for a proof arrives, as far as the table goes, when the proof has',
    'come: one that needs none overtakes it. Two acts of one desk in a row are no conflict, unless the earlier comes back:',
    'then what the later one was seen on never came about, and it counts as changed meanwhile.',
    '',
    'Who comes second hears the rule in words: the act is work of the clerk who recorded it, in the list of what came back,',
    'and its form opens as it was typed.',
    '',
    '<!-- prettier-ignore -->',
    '| first to arrive | second to arrive | the second |',
    '| --- | --- | --- |',
    ...linesOf(DECIDED),
    '',
    'Where an agreement was handed in and waits to be received:',
    '',
    '<!-- prettier-ignore -->',
    '| first to arrive | second to arrive | the second |',
    '| --- | --- | --- |',
    ...Object.values(DECIDED_IN).flatMap(linesOf),
    '',
  ].join('\n')
}
