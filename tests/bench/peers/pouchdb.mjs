// PouchDB against its own server, both on LevelDB in one process: people down, then writes up. Prints milliseconds.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express from 'express'
import serve from 'express-pouchdb'
import PouchDB from 'pouchdb'
import { batchesOf, personOf, timed } from './documents.mjs'

const [people, writes, batch] = process.argv.slice(2).map(Number)
const folder = await mkdtemp(path.join(tmpdir(), 'hall-bench-pouch-'))
for (const side of ['central', 'desk']) await mkdir(path.join(folder, side))
const Central = PouchDB.defaults({ prefix: `${path.join(folder, 'central')}/` })
const Desk = PouchDB.defaults({ prefix: `${path.join(folder, 'desk')}/` })
const app = express()
const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: path.join(folder, 'log.txt') }
app.use('/', serve(Central, options))
const server = await new Promise((resolve) => {
  const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
})
const remote = new PouchDB(`http://127.0.0.1:${server.address().port}/people`)
const central = new Central('people')
const desk = new Desk('people')
const asDocument = ({ id, ...rest }) => ({ _id: id, ...rest })

for (const batchOfPeople of batchesOf(people, 1000)) await central.bulkDocs(batchOfPeople.map(asDocument))
const down = await timed(() => desk.replicate.from(remote, { batch_size: 1000, batches_limit: 5 }))
await desk.bulkDocs(Array.from({ length: writes }, (_, place) => asDocument(personOf(people + place))))
const up = await timed(() => desk.replicate.to(remote, { batch_size: batch, batches_limit: 5 }))
const { doc_count: arrived } = await central.info()
if (arrived !== people + writes) throw new Error(`${arrived} of ${people + writes} documents arrived`)
process.stdout.write(`${JSON.stringify({ down, up })}\n`)
server.closeAllConnections()
server.close()
await rm(folder, { recursive: true, force: true })
process.exit(0)
