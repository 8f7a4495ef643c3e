import { parseArgs } from 'node:util'
import { runPack, type Result } from './pack.ts'

const HELP = `Hall Desk: given/when/then cases of the rules, against any implementation of the taxpayers' API

  --base-url URL   where it listens (default http://127.0.0.1:8430); what it has to offer: tests/conformance/README.md
  --only NAMES     groups or rules to run alone, with commas: R-PHN,R-LGE-09
  --app-key KEY    what an APP's server shows; cases that need it are left out without it
  --core-key KEY   what the core tax system shows; likewise

Exits with 1 when a case fails, or none ran.
`

const { values: options } = parseArgs({
  options: {
    'base-url': { type: 'string', default: 'http://127.0.0.1:8430' },
    only: { type: 'string', default: '' },
    'app-key': { type: 'string' },
    'core-key': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)

function tell({ id, title, outcome, reason = '' }: Result): void {
  if (outcome !== 'passed') print(`${outcome}: ${id} ${title}\n    ${reason}`)
}

function sum(results: readonly Result[]): void {
  const count = (of: readonly Result[], outcome: Result['outcome']) =>
    of.filter((one) => one.outcome === outcome).length
  const line = (name: string, of: readonly Result[]) =>
    `${name.padEnd(8)}${(['passed', 'failed', 'left out'] as const).map((outcome) => `${String(count(of, outcome)).padStart(5)} ${outcome}`).join('')}`
  for (const group of new Set(results.map((one) => one.group)))
    print(
      line(
        group,
        results.filter((one) => one.group === group),
      ),
    )
  print(line('all', results))
}

if (options.help) process.stdout.write(HELP)
else {
  const { 'app-key': app, 'core-key': core } = options
  const only = options.only.split(',').filter((name) => name !== '')
  const keys = { ...(app === undefined ? {} : { app }), ...(core === undefined ? {} : { core }) }
  const results = await runPack({ baseUrl: options['base-url'], only, keys, onResult: tell })
  sum(results)
  const passed = results.some(({ outcome }) => outcome === 'passed')
  process.exitCode = passed && results.every(({ outcome }) => outcome !== 'failed') ? 0 : 1
}
