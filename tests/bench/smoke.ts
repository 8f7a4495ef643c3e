import { benchFirstSync } from './first-sync.ts'
import { benchLookUp } from './look-up.ts'
import { benchRecording } from './recording.ts'

/** Small enough to run while one waits; the ratios are what counts, the rates are this machine's. */
const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 100_000)
await benchRecording(1000, 3)
await benchFirstSync(PEOPLE, 1)
await benchLookUp(2000, 5)
