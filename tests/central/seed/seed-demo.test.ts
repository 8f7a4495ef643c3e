import { expect, it } from 'vitest'
import { sha256 } from '../../../src/central/crypto.ts'
import { cheapPasswords } from '../../support/cheap-passwords.ts'
import { DEMO_PASSWORD } from '../../../src/central/seed/accounts.ts'
import { demoLines, findDemo } from '../../../src/central/seed/find-demo.ts'
import { seedDemo } from '../../../src/central/seed/seed-demo.ts'
import { sql, type Database } from '../../../src/storage/database.ts'
import { forEachDatabase } from '../../support/databases.ts'

const now = Date.UTC(2026, 4, 12, 2)
// One hash for all accounts: twenty slow ones a test would prove nothing more.
const hash = cheapPasswords.hash(DEMO_PASSWORD)
const options = { people: 300, seed: 7, now, hashPassword: () => hash }

forEachDatabase('seeding', (open) => {
  const count = (database: Database, table: string) =>
    database
      .read((db) => db.find<{ n: number }>(sql(`select count(*) as n from ${table}`)))
      .then((row) => Number(row?.n))

  it('fills every table and leaves the feed at its beginning', async () => {
    const database = await open()
    await seedDemo(database, options)
    expect(await count(database, 'person')).toBe(300)
    for (const table of ['hall', 'phone', 'person_document', 'enterprise', 'relation', 'agency', 'login_log'])
      expect(await count(database, table)).toBeGreaterThan(0)
    for (const table of ['feed', 'feed_counter']) expect(await count(database, table)).toBe(0)
  })

  it('makes the indexes again that it took away', async () => {
    const database = await open()
    const names = () =>
      database.read((db) =>
        db.all(
          sql(
            db.dialect === 'sqlite'
              ? "select name from sqlite_master where type = 'index' order by name"
              : "select indexname as name from pg_indexes where schemaname = 'public' order by indexname",
          ),
        ),
      )
    const before = await names()
    await seedDemo(database, options)
    expect(await names()).toEqual(before)
  })

  it('staffs each hall with its roles, and tells the accounts and an unused code again', async () => {
    const database = await open()
    await seedDemo(database, options)
    const demo = await findDemo(database)
    expect(demo?.staff.map((one) => one.login).toSorted()).toEqual(
      ['audit', 'clerk1', 'clerk2', 'clerk3', 'officer1', 'officer2', 'officer3'].concat([
        'security',
        'supervisor1',
        'supervisor2',
        'supervisor3',
        'system',
      ]),
    )
    const secret = await database.read((db) =>
      db.find<{ password_hash: string }>(
        sql("select k.password_hash from staff_secret k join staff s on s.id = k.staff_id where s.login = 'clerk1'"),
      ),
    )
    expect(await cheapPasswords.fits(secret?.password_hash ?? '', DEMO_PASSWORD)).toBe(true)
    const code = demo?.enrolmentCode ?? ''
    await database.write((db) =>
      db.run(sql("update enrolment_code set used_by = 'd1' where code_hash = ?", [sha256(code)])),
    )
    const later = await findDemo(database)
    expect(later?.enrolmentCode).not.toBe(code)
    expect(later && demoLines(later).filter((line) => line.startsWith('enrol '))).toHaveLength(1)
  })

  it('names taxpayers who can log in: own password, default number, effective relation', async () => {
    const database = await open()
    const { taxpayers } = await seedDemo(database, { ...options, people: 2000 })
    expect(taxpayers.map((one) => one.identityType)).toContain('legal-representative')
    expect(new Set(taxpayers.map((one) => one.personId)).size).toBe(taxpayers.length)
    expect(await count(database, 'person_secret')).toBe(taxpayers.length)
  })

  it('sweeps what an interrupted seeding left, and never touches a database in use', async () => {
    const database = await open()
    await seedDemo(database, options)
    await expect(seedDemo(database, options)).rejects.toThrow('in use')
    await database.write((db) => db.run(sql('delete from staff')))
    await database.write((db) => db.run(sql('delete from staff_secret')))
    await database.write((db) => db.run(sql('delete from person_secret')))
    await database.write((db) => db.run(sql('delete from enrolment_code')))
    await seedDemo(database, options)
    expect(await count(database, 'person')).toBe(300)
  })
})
