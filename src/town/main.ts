import { parseArgs } from 'node:util'
import { StoppedByNetwork } from './api.ts'
import { askInvariants, playTown } from './play.ts'

const HELP = `Hall Desk: a town that lives, played against a running central through its public API

  --base-url URL   the central (default http://127.0.0.1:8430); start it with --proxy 127.0.0.1, so that the town's
                   people have addresses of their own, and with --town, so that its days pass
  --days N         days to play; nobody sleeps between them (default 30)
  --people N       people of the town (default 200)
  --seed N         another seed is another town (default 7)

Ends with the central's invariants. Exits with 1 when one is broken, or a well-made call met a fault.
`

const { values: options } = parseArgs({
  options: {
    'base-url': { type: 'string', default: 'http://127.0.0.1:8430' },
    days: { type: 'string', default: '30' },
    people: { type: 'string', default: '200' },
    seed: { type: 'string', default: '7' },
    help: { type: 'boolean', default: false },
  },
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  const baseUrl = options['base-url']
  const count = (name: 'days' | 'people' | 'seed') => Math.max(1, Math.trunc(Number(options[name])) || 1)
  const journal = await playTown({
    baseUrl,
    days: count('days'),
    people: count('people'),
    seed: count('seed'),
    say: print,
  })
  for (const line of journal.summary()) print(line)
  const broken = await askInvariants(baseUrl)
  for (const { rule, invariant, at } of broken) print(`broken ${rule} ${invariant}: ${at}`)
  print(broken.length === 0 ? 'every invariant holds' : `${String(broken.length)} places broken`)
  return broken.length === 0 && journal.faults.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof StoppedByNetwork)) throw error
  print(
    `The central takes the whole town for one address and stopped it at ${error.message}: start it with --proxy 127.0.0.1.`,
  )
  process.exitCode = 1
}
