import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startPostgres, type PostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test file asks for the run's PostgreSQL. */
    postgresDoor: string
  }
}

/**
 * Set up once a run: a door that starts PostgreSQL when the first test file knocks, so that a run without storage
 * tests pays nothing, and every file of a run shares one server.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | undefined
  const door = createServer((_request, response) => {
    started ??= startPostgres()
    started.then(
      (server) => response.end(server.url),
      (error: unknown) => response.writeHead(503).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`)
  return async () => {
    await close(door)
    await started?.then(
      (server) => server.stop(),
      () => undefined,
    )
  }
}

function close(door: Server): Promise<void> {
  return new Promise((resolve) => door.close(() => resolve()))
}
