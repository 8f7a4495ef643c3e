// Loaded before a data thread or a central: gives it the careless driver in the place of its own.
import { registerHooks } from 'node:module'

const CARELESS = new URL('careless-driver.ts', import.meta.url).href

/** Those who open the database; knex, which migrates it, keeps its driver. */
const OPENERS = /\/chunks\/worker-|\/src\/central\/open\.ts$/

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'better-sqlite3' && OPENERS.test(context.parentURL ?? '')
      ? { url: CARELESS, shortCircuit: true }
      : next(specifier, context),
})
