import { setTimeout as wait } from 'node:timers/promises'
import { coreGateway, type CoreService } from '../gateways/core.ts'
import { faceGateway, type FaceService } from '../gateways/face.ts'
import type { Gateways } from '../gateways/gateways.ts'
import { humanCheckGateway, type HumanCheckService } from '../gateways/human-check.ts'
import { identityCheckGateway, type IdentityCheckService } from '../gateways/identity-check.ts'
import { mailGateway, type MailService } from '../gateways/mail.ts'
import { smsGateway, type SmsService } from '../gateways/sms.ts'
import type { Instant } from '../../domain/kernel/instant.ts'
import type { Database } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'
import { findCoreRecord } from './core-records.ts'
import { drawPicture, pictureCode, SLID } from './human-check.ts'
import { takeSetting, type StandInName } from './settings.ts'

/** What a stand-in is given instead of reaching for it. */
export interface StandInDeps {
  readonly database: Database
  readonly now: () => Instant
  readonly newId: () => string
}

/** Waits as told and behaves badly when told to; otherwise gives the answer to go on with. */
async function obey(deps: StandInDeps, name: StandInName): Promise<string> {
  const { answer, delay } = await takeSetting(deps.database, name)
  if (delay > 0) await wait(delay)
  if (answer === 'unavailable') throw new Error(`the stand-in for ${name} plays dead`)
  return answer
}

const NONSENSE = '<html>502 Bad Gateway</html>'

/** Keeps every message in the inbox of the page; `lost` is taken over and never arrives, as real ones do. */
export function standInSms(deps: StandInDeps): SmsService {
  return {
    submit: async (number, text) => {
      const answer = await obey(deps, 'sms')
      if (answer === 'nonsense') return NONSENSE
      if (answer === 'accepted') await keepMessage(deps, 'sms', number, text)
      return { status: 'accepted' }
    },
  }
}

/** Keeps every letter beside the short messages, its subject in front. */
export function standInMail(deps: StandInDeps): MailService {
  return {
    submit: async (address, subject, text) => {
      const answer = await obey(deps, 'mail')
      if (answer === 'nonsense') return NONSENSE
      if (answer === 'accepted') await keepMessage(deps, 'mail', address, `${subject}\n${text}`)
      return { status: 'accepted' }
    },
  }
}

async function keepMessage(deps: StandInDeps, service: 'sms' | 'mail', recipient: string, text: string): Promise<void> {
  await deps.database.write((db) =>
    db.run(
      sql('insert into stand_in_message (id, service, recipient, content, at) values (?, ?, ?, ?, ?)', [
        deps.newId(),
        service,
        recipient,
        text,
        deps.now(),
      ]),
    ),
  )
}

/** Passes everybody unless told otherwise. */
export function standInFace(deps: StandInDeps): FaceService {
  return {
    verify: async () => {
      const answer = await obey(deps, 'face')
      return answer === 'nonsense' ? NONSENSE : { result: answer }
    },
  }
}

/** Confirms every name unless told otherwise. */
export function standInIdentityCheck(deps: StandInDeps): IdentityCheckService {
  return {
    query: async () => {
      const answer = await obey(deps, 'identity-check')
      return answer === 'nonsense' ? NONSENSE : { verdict: answer }
    },
  }
}

/** Takes a slider that says it was dragged fully right, and a picture that was read. */
export function standInHumanCheck(deps: StandInDeps): HumanCheckService {
  const ask = async (answer: () => unknown) => ((await obey(deps, 'human-check')) === 'nonsense' ? NONSENSE : answer())
  return {
    open: (kind) =>
      ask(() => {
        const challenge = deps.newId()
        return { challenge, picture: kind === 'slider' ? null : drawPicture(pictureCode(challenge)) }
      }),
    verify: (kind, { challenge, answer }) =>
      ask(() => {
        const right = kind === 'slider' ? answer === SLID : answer === pictureCode(challenge)
        return { verdict: right ? 'human' : 'not-human' }
      }),
  }
}

/** Knows every enterprise of the platform, and whom its page says it is registered with. */
export function standInCore(deps: StandInDeps): CoreService {
  return {
    query: async (code) => {
      const answer = await obey(deps, 'core')
      if (answer === 'nonsense') return NONSENSE
      const record = answer === 'on-record' ? await findCoreRecord(deps.database, code) : undefined
      return { record: record ?? null }
    },
  }
}

/** All ports with a stand-in behind each: for demonstrations and tests, never for real people. */
export function standInGateways(deps: StandInDeps, timeout?: number): Gateways {
  return {
    sms: smsGateway(standInSms(deps), timeout),
    mail: mailGateway(standInMail(deps), timeout),
    face: faceGateway(standInFace(deps), timeout),
    identityCheck: identityCheckGateway(standInIdentityCheck(deps), timeout),
    humanCheck: humanCheckGateway(standInHumanCheck(deps), timeout),
    core: coreGateway(standInCore(deps), timeout),
  }
}
