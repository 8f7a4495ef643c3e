// RxDB with its memory storage, which keeps nothing, against a server that keeps arrays: people down, then writes up,
// by its own replication. Prints milliseconds.
import { createServer } from 'node:http'
import { createRxDatabase } from 'rxdb'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { personOf, timed } from './documents.mjs'

const [people, writes, batch] = process.argv.slice(2).map(Number)
const central = Array.from({ length: people }, (_, place) => ({ ...personOf(place), _deleted: false }))
const taken = new Map()

async function readBody(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString())
}
const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://central')
  if (request.method === 'GET') {
    const after = Number(url.searchParams.get('after'))
    const documents = central.slice(after, after + 1000)
    response.end(JSON.stringify({ documents, checkpoint: { after: after + documents.length } }))
    return
  }
  for (const { newDocumentState } of await readBody(request)) taken.set(newDocumentState.id, newDocumentState)
  response.end('[]')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const base = `http://127.0.0.1:${server.address().port}`

const types = { level: 'number', capturedAt: 'number', version: 'number' }
const properties = Object.fromEntries(Object.keys(personOf(0)).map((name) => [name, { type: types[name] ?? 'string' }]))
properties.id.maxLength = 40
const schema = { version: 0, primaryKey: 'id', type: 'object', properties, required: ['id'] }
const database = await createRxDatabase({ name: 'desk', storage: getRxStorageMemory(), multiInstance: false })
const { people: collection } = await database.addCollections({ people: { schema } })

const pull = {
  batchSize: 1000,
  handler: async (checkpoint) => (await fetch(`${base}/?after=${checkpoint?.after ?? 0}`)).json(),
}
const push = {
  batchSize: batch,
  handler: async (rows) => (await fetch(base, { method: 'POST', body: JSON.stringify(rows) })).json(),
}
const replicate = (direction) =>
  replicateRxCollection({ replicationIdentifier: 'bench', collection, live: false, ...direction })

const down = await timed(() => replicate({ pull }).awaitInitialReplication())
const arrived = await collection.count().exec()
if (arrived !== people) throw new Error(`${arrived} of ${people} documents arrived`)
await collection.bulkInsert(Array.from({ length: writes }, (_, place) => personOf(people + place)))
const up = await timed(() => replicate({ pull, push }).awaitInitialReplication())
if (taken.size < writes) throw new Error(`${taken.size} of ${writes} writes arrived`)
process.stdout.write(`${JSON.stringify({ down, up, sent: taken.size })}\n`)
process.exit(0)
