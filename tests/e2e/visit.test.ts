import { expect, test } from '@playwright/test'
import { signIn } from './support/acts.ts'
import { getVisitor } from './support/people.ts'
import { startReader } from './support/reader.ts'
import { useHall } from './support/hall.ts'
import { endVisit, receiveByCard, receiveByHand } from './support/visits.ts'

const hall = useHall()

test('receives a visitor by card and the next by hand, one at a time', async () => {
  const reader = await startReader()
  const { page } = await hall().openDesk({ cardReader: reader.origin })
  await signIn(page, 'clerk1')
  await receiveByCard(page, reader, getVisitor(hall().central, 0))
  await page.screenshot({ path: '/tmp/e2e/visit.png' })
  await endVisit(page)
  await receiveByHand(page, getVisitor(hall().central, 1))
  await endVisit(page)
  await reader.end()
})
