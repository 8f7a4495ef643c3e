import { parseArgs } from 'node:util'
import { Lab } from './lab.ts'
import { serveLab } from './serve.ts'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8470' }, seed: { type: 'string', default: '7' } },
})
const lab = await Lab.open(Number(values.seed))
const { url, stop } = await serveLab(lab, Number(values.port))
process.stdout.write(`fault lab ready ${url}\n`)
const end = async () => {
  await stop()
  await lab.close()
  process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())
