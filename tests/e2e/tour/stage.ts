import type { Page } from '@playwright/test'
import type { Central } from '../support/central.ts'
import type { Desk } from '../support/desk.ts'
import type { Reader } from '../support/reader.ts'
import type { Camera } from './camera.ts'

/** What each part of the tour plays on. */
export interface Stage {
  readonly central: Central
  readonly desk: Desk
  readonly page: Page
  readonly reader: Reader
  readonly camera: Camera
}

/** Opens a screen by its address, for those that no link of the rail leads to. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), `#${address}`)
}
