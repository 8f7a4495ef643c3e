import { beforeAll, expect, it } from 'vitest'
import { sql, type Database } from '../../src/storage/database.ts'
import { forEachDatabase } from '../support/databases.ts'

forEachDatabase('a transaction', (open) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })

  const put = (name: string) =>
    database.write((db) => db.run(sql('insert into central_state (name, value) values (?, ?)', [name, ''])))
  const names = async () => {
    const rows = await database.read((db) =>
      db.all<{ name: string }>(sql("select name from central_state where name like 'w%' order by name")),
    )
    return rows.map(({ name }) => name)
  }

  it('within another one is a defect that says so, and leaves nothing', async () => {
    const nested = database.write(async (db) => {
      await db.run(sql("insert into central_state (name, value) values ('w1', '')"))
      await put('w2')
    })
    await expect(nested).rejects.toThrow('a write inside a write')
    expect(await names()).toEqual([])
  })

  it('waits for its turn, however many come at once', async () => {
    await Promise.all(['w3', 'w4', 'w5'].map(put))
    expect(await names()).toEqual(['w3', 'w4', 'w5'])
  })

  it('may follow on one whose work began it, once that one has ended', async () => {
    let later: Promise<unknown> | undefined
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    await database.write(() => {
      later = ended.then(() => put('w6'))
      return Promise.resolve()
    })
    end()
    await later
    expect(await names()).toContain('w6')
  })
})
