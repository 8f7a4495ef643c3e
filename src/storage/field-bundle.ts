import type { CallOutput } from '../contract/registry.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

type Bundles = CallOutput<'field.bundles'>

const listBundles = (db: ReadDb): Promise<Bundles> =>
  db.all<Bundles[number]>(
    sql(`select first_seq as "firstSeq", last_seq as "lastSeq", commands, bytes, made_at as "madeAt",
      answered_at as "answeredAt" from field_bundle order by made_at desc, first_seq desc`),
  )

export const fieldBundleReads = {
  'field.bundles': (db: ReadDb) => listBundles(db),
}
