import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Refusal } from './progress.mjs'

/**
 * The address that stands for a data folder. A socket's path may have about a hundred characters, and a checkout's may
 * be longer, so it is a hash among the temporary files.
 * @param {string} data
 */
function addressOf(data) {
  const name = `hall-desk-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.sock`)
}

/**
 * What the process that holds the folder says, or undefined when nobody does: whoever died answers no more.
 * @param {string} address
 * @returns {Promise<string | undefined>}
 */
function askHolder(address) {
  const socket = connect(address)
  let words = ''
  return new Promise((resolve) => {
    socket.on('data', (chunk) => (words += chunk.toString()))
    socket.once('error', () => resolve(undefined))
    socket.once('end', () => resolve(words))
  })
}

/**
 * Takes a data folder for this process alone, until it ends: two starts never write the same files.
 * @param {string} data absolute path
 * @throws {Refusal} that says who has it
 */
export async function claimFolder(data) {
  const address = addressOf(data)
  const holder = await askHolder(address)
  if (holder !== undefined) {
    throw new Refusal(`Hall Desk is already running on ${data} (${holder}). End it, or use another folder with --data.`)
  }
  await rm(address, { force: true })
  const server = createServer((socket) => socket.end(`process ${process.pid}`))
  server.listen(address)
  await once(server, 'listening')
  // The claim keeps nothing alive: it ends with the process, whatever ends that.
  server.unref()
}
