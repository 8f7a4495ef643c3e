import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { creditCodeChecksum } from '../../../src/domain/enterprise/credit-code.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'

const code = (serial: number) => {
  const body = `91210102MA${String(serial).padStart(7, '0')}`
  return body + creditCodeChecksum(body)
}
const sheet = (count: number) =>
  [
    '统一社会信用代码,纳税人名称',
    ...Array.from({ length: count }, (_, n) => `${code(n)},沈阳${String(n)}有限公司`),
  ].join('\n')
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

describe('import from the desk', () => {
  let central: TestCentral
  let supervisor: TestDesk
  let clerk: TestDesk
  beforeAll(async () => {
    central = await startCentral()
    supervisor = await startTestDesk(central, 'h1', 'supervisor-h1')
    clerk = await startTestDesk(central, 'h1')
  })
  afterAll(async () => {
    await supervisor.close()
    await clerk.close()
    await central.close()
  })
  const preview = (desk: TestDesk, content: string, fileName = '企业.csv') =>
    desk.call('import.preview', { kind: 'enterprise', fileName, content })

  it('shows, imports, and tells every desk of the hall', async () => {
    const shown = await supervisor.get('import.preview', {
      kind: 'enterprise',
      fileName: '企业.csv',
      content: base64(sheet(3)),
    })
    expect(shown).toMatchObject({ counts: { ready: 3, existing: 0, wrong: 0 }, encoding: 'utf-8', headerRow: 1 })
    expect(await supervisor.get('import.commit', { token: shown.token, skipWrong: false })).toMatchObject({
      imported: 3,
    })
    await clerk.settle()
    const found = await clerk.get('search.find', { text: code(1) })
    expect(found.enterprises.hits).toHaveLength(1)
  })

  it('takes a file of several megabytes', async () => {
    const answer = await preview(supervisor, base64(sheet(19_000)))
    expect(answer).toMatchObject({ kind: 'ok' })
  })

  it('[OP-25] is refused to a clerk', async () => {
    expect(await preview(clerk, base64(sheet(1)))).toMatchObject({ kind: 'refused', refusal: { code: 'import-role' } })
  })

  it.each([
    ['a PDF called csv', base64('%PDF-1.7'), 'import-file-type'],
    ['too large a file', base64(Buffer.alloc(4 * 1024 * 1024 + 1, 'a')), 'import-file-too-large'],
    ['a sheet without headings', base64('a,b\n1,2'), 'import-headers-missing'],
  ])('refuses %s by name', async (_what, content, refusal) => {
    expect(await preview(supervisor, content)).toMatchObject({ kind: 'refused', refusal: { code: refusal } })
  })
})
