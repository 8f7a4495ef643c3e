import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something is so, 20 s at the most; also where no test runs yet, unlike `expect.poll`. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const begun = Date.now(); !(await isSo()); await sleep(20))
    if (Date.now() - begun > 20_000) throw new Error('it did not come to be')
}
