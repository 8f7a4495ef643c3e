import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { browser, makeTaxpayer } from './taxpayer.ts'

describe('log-ins on the desk', () => {
  let central: TestCentral
  let desk: TestDesk
  beforeAll(async () => {
    central = await startCentral()
    desk = await startTestDesk(central, 'h2', 'supervisor-h2')
  })
  afterAll(async () => {
    await desk.close()
    await central.close()
  })

  it('[R-JRN-05] [OP-21] a taxpayer’s attempt reaches the supervisor of the enterprise’s hall, masked', async () => {
    const who = await makeTaxpayer(central, '赵四海')
    await browser(central).enterprise(who, { account: who.username, password: 'Wrong#2026' })
    await desk.settle()
    const today = beijingDate(Date.now())
    const filters = { from: today, to: today, name: '赵四海' }
    const closed = await desk.call('login-log.query', { review: 'none', filters })
    expect(closed).toMatchObject({ kind: 'refused', refusal: { code: 'log-review-not-open' } })
    const { review } = await desk.get('login-log.open-review', { reason: '投诉核实' })
    const { rows } = await desk.get('login-log.query', { review, filters })
    expect(rows).toMatchObject([{ name: '赵**', result: 'failure', reason: 'password-wrong', type: 'enterprise' }])
    expect(await desk.get('login-log.query-central', { reason: '投诉核实', filters })).toEqual({ rows })
    const [row] = rows
    const shown = await desk.get('reveal.field', {
      kind: 'login_log',
      id: row?.id ?? '',
      field: 'name',
      reason: '投诉核实',
    })
    expect(shown.value).toBe('赵四海')
  })
})
