import { app, Menu, safeStorage, type IpcMainInvokeEvent } from 'electron'
import type { Audience } from '../contract/call.ts'
import type { Envelope } from '../contract/envelope.ts'
import { ok } from '../contract/envelope.ts'
import { customerScreen } from './customer.ts'
import { DataThreadProblem, startDataThread, type DataThread, type TopicMessage } from './data-thread.ts'
import { endsSession, removeReceipts } from './kept-prints.ts'
import { keepForOffice, openKey, recoverKey, type KeyAnswer, type NextDoor } from './keys.ts'
import { Openings } from './openings.ts'
import { registerScheme, servePages } from './pages.ts'
import { printAnswers } from './print-answers.ts'
import { saveAnswers } from './save-answers.ts'
import { guardPages, isOwnPage } from './security.ts'
import { raiseWall } from './wall.ts'
import { Windows } from './windows.ts'

const CENTRAL_URL = process.env['HALL_DESK_CENTRAL'] ?? 'http://127.0.0.1:8430'

const userData = process.env['HALL_DESK_DATA']
if (userData !== undefined) app.setPath('userData', userData)
// Two programs never write one file: the second one only brings the first to the front.
if (!app.requestSingleInstanceLock()) app.exit(0)
registerScheme()

const windows = new Windows()
const customer = customerScreen(windows, callData)
let thread: DataThread | undefined
let problem: string | undefined
let recovery: { readonly door: NextDoor; readonly wrong: boolean } | undefined
/** Kept to wrap it for the office once the central has said whose key that is. */
let databaseKey: string | undefined
const openings = new Openings()

/** What can't be removed now, an open PDF for example, is removed at the next occasion. */
function forgetReceipts(): void {
  removeReceipts(app.getPath('userData')).catch((error: unknown) => {
    process.stderr.write(`receipts stay: ${String((error as { code?: unknown }).code)}\n`)
  })
}

/** Hands on what the data thread says; the customer screen works only for somebody who is there. */
function tell(message: TopicMessage): void {
  const { topic, payload } = message
  if (topic === 'recovery-key') {
    wrapForOffice((payload as { publicKey: string }).publicKey)
    return
  }
  if (endsSession(message)) forgetReceipts()
  if (topic === 'session-changed' && (payload as { state: string }).state !== 'signed-in') customer.rest()
  windows.tellClerk(topic, payload)
}

/** What can't be written now is at the next sign-in: the central says its key at each. */
function wrapForOffice(publicKey: string): void {
  if (databaseKey === undefined) return
  try {
    keepForOffice(app.getPath('userData'), databaseKey, publicKey)
  } catch (error) {
    process.stderr.write(`no recovery wrap: ${String((error as { code?: unknown }).code)}\n`)
  }
}

/** Opens the key and the database; what stands in the way is kept for the page to ask about. */
async function openDesk(passphrase: string | undefined): Promise<void> {
  const answer = await openKey(app.getPath('userData'), passphrase, safeStorage)
  if ('key' in answer) await openWith(answer.key)
  else note(answer)
}

function note(answer: Exclude<KeyAnswer, { key: string }>): void {
  problem = answer.problem
  recovery = answer.recovery === undefined ? undefined : { door: answer.recovery, wrong: false }
}

/** Opens by the office's key; what stood in the way before still does when that is the wrong one. */
async function recover(secret: string, passphrase: string | undefined): Promise<void> {
  const answer = await recoverKey(app.getPath('userData'), secret, passphrase, safeStorage)
  if ('key' in answer) await openWith(answer.key)
  else if (recovery !== undefined) recovery = { ...recovery, wrong: answer.problem === 'recovery-wrong' }
}

async function openWith(key: string): Promise<void> {
  const directory = app.getPath('userData')
  databaseKey = key
  recovery = undefined
  try {
    thread = await startDataThread({ directory, databaseKey: key, centralUrl: CENTRAL_URL }, tell, () => {
      thread = undefined
    })
    problem = undefined
    await enrolUnattended(thread)
  } catch (error) {
    problem = error instanceof DataThreadProblem ? error.problem : 'fault'
    if (problem === 'fault') logUnopened(error)
  }
}

function logUnopened(error: unknown): void {
  process.stderr.write(`cannot open: ${error instanceof Error ? (error.stack ?? error.name) : typeof error}\n`)
}

/** A code in the environment enrols a new desk at its first start, so that a roll-out needs nobody at the keyboard. */
async function enrolUnattended(data: DataThread): Promise<void> {
  const code = process.env['HALL_DESK_ENROL_CODE']
  if (code === undefined) return
  const state = await data.call('session.state', {})
  if (state.kind === 'ok' && (state.value as { kind: string }).kind === 'not-enrolled')
    await data.call('session.enrol', { code, name: process.env['HALL_DESK_NAME'] ?? '1号窗口' })
}

/** What the pages hear while there is no database: nothing but which door is shut. */
const closedState = (): Envelope<unknown> =>
  ok({
    kind: 'no-key',
    problem: problem ?? 'fault',
    ...(recovery === undefined ? {} : { recovery }),
    profile: 'liaoning',
    link: { online: false, phase: 'resting', asOf: null },
    offlineLogins: [],
    pending: 0,
    returned: 0,
  })

async function callData(name: string, input: unknown): Promise<Envelope<unknown>> {
  // The window opens while key and database do; what it asks meanwhile is answered once they have.
  await openings.over()
  if (thread !== undefined) return thread.call(name, input)
  if (name === 'session.state') return closedState()
  return { kind: 'fault', fault: { id: 'no-key', code: 'locked' } }
}

function audienceOf({ senderFrame, sender }: IpcMainInvokeEvent): Audience | undefined {
  // A frame that is gone or inside another page has no business here.
  if (senderFrame?.parent !== null || !isOwnPage(senderFrame.url)) return undefined
  if (windows.isClerk(sender)) return 'clerk'
  return windows.isCustomer(sender) ? 'customer' : undefined
}

async function start(): Promise<void> {
  Menu.setApplicationMenu(null)
  forgetReceipts()
  guardPages((contents) => windows.isClerk(contents))
  servePages(callData)
  const opened = openings.begin(() => openDesk(process.env['HALL_DESK_PASSPHRASE'])).catch(logUnopened)
  const unlock = async (input: { passphrase: string }) => {
    await openings.begin(async () => {
      if (thread === undefined) await openDesk(input.passphrase)
    })
    return callData('session.state', {})
  }
  const openByOffice = async (input: { secret: string; passphrase?: string }) => {
    await openings.begin(async () => {
      if (thread === undefined) await recover(input.secret, input.passphrase)
    })
    return callData('session.state', {})
  }
  const files = saveAnswers(() => app.getPath('downloads'))
  const shell = {
    ...customer.answers,
    ...printAnswers(windows),
    ...files,
    'key.unlock': unlock,
    'key.recover': openByOffice,
  }
  raiseWall({ audienceOf, data: callData, shell })
  windows.openClerk()
  await opened
}

app.on('second-instance', () => {
  windows.focusClerk()
})
app.on('window-all-closed', () => {
  app.quit()
})
app.on('before-quit', (event) => {
  const closing = thread
  if (closing === undefined) return
  // The data thread ends its transaction and closes the file before the process may go.
  event.preventDefault()
  thread = undefined
  void closing.close().then(() => {
    app.quit()
  })
})
void app
  .whenReady()
  .then(start)
  .catch((error: unknown) => {
    process.stderr.write(`cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    app.exit(1)
  })
