import { parentPort } from 'node:worker_threads'

/** The bare road: a thread that gives back the answer it was once told, whatever it is asked. */
let answer: unknown
parentPort?.on('message', (message: { answer?: unknown; id?: number }) => {
  if ('answer' in message) ({ answer } = message)
  else parentPort?.postMessage({ id: message.id, answer })
})
