// Loaded before a data thread: gives it the careless driver in the place of its own.
import { registerHooks } from 'node:module'

const CARELESS = new URL('careless-driver.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'better-sqlite3' && context.parentURL?.includes('/chunks/worker-') === true
      ? { url: CARELESS, shortCircuit: true }
      : next(specifier, context),
})
