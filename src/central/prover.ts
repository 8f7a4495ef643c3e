import type { Command } from '../contract/command.ts'
import type { Proof, Wait } from '../domain/kernel/proof.ts'
import type { CommandResultRecord } from '../storage/command-result.ts'
import { sql, type ReadDb } from '../storage/database.ts'
import { getHandler } from '../storage/execute.ts'
import type { ProofRequest } from '../storage/feature.ts'
import { Refused } from '../storage/refused.ts'
import { contextFor } from './authority.ts'
import { sendCode } from './codes.ts'
import type { CentralDeps } from './deps.ts'
import { GatewayTrouble } from './gateways/trouble.ts'
import { storeProof } from './held.ts'
import { proveSealed } from './sealed-secrets.ts'

/**
 * Asks whichever service can prove what a held command waits for. True when a proof was stored and deciding again
 * makes sense; false when people have to act first, or the service is busy and `retryHeld` will come back.
 */
export async function seekProof(deps: CentralDeps, commandId: string): Promise<boolean> {
  const sought = await deps.database.read((db) => findRequest(deps, db, commandId))
  if (sought === undefined) return false
  const proof = await ask(deps, sought.request, sought.command).catch((error: unknown) => {
    // A code that can't go out now can be asked for again; the command waits on, it isn't lost.
    if (error instanceof GatewayTrouble || error instanceof Refused) return undefined
    throw error
  })
  if (proof === undefined) return false
  await deps.database.write((db) => storeProof(db, deps.newId(), { commandId }, proof))
  return true
}

async function findRequest(deps: CentralDeps, db: ReadDb, commandId: string) {
  const result = await db.find<CommandResultRecord>(
    sql('select * from command_result where command_id = ?', [commandId]),
  )
  const intake = await db.find<{ envelope: string }>(
    sql('select envelope from intake where command_id = ?', [commandId]),
  )
  if (result?.state !== 'held' || intake === undefined) return undefined
  const command = JSON.parse(intake.envelope) as Command
  const context = await contextFor(deps, db, command, deps.now())
  const request = await getHandler(command.name).seek?.(db, command, result.waits_for as Wait, context)
  return request && { request, command }
}

async function ask(deps: CentralDeps, request: ProofRequest, command: Command): Promise<Proof | undefined> {
  switch (request.kind) {
    case 'sms-code':
      await sendCodeOnce(deps, request.number, command)
      return undefined
    case 'identity-check': {
      const result = await deps.gateways.identityCheck.check(request)
      if (result === 'busy') return undefined
      const { documentNumber } = request
      return { kind: 'identity-check', documentNumber, passed: result === 'matched', at: deps.now() }
    }
    case 'face': {
      const photo = await deps.database.read((db) =>
        db.find<{ content: Buffer }>(sql('select content from attachment where id = ?', [request.scenePhotoId])),
      )
      if (photo === undefined) return undefined
      const result = await deps.gateways.face.compare({ ...request, purpose: command.name, scenePhoto: photo.content })
      if (result === 'busy') return undefined
      return { kind: 'face', personId: request.personId, passed: result === 'passed', at: deps.now() }
    }
    case 'password':
    case 'new-password':
      return proveSealed(deps, request, command.id)
  }
}

/** One code a held command; another goes out only when somebody asks for it. */
async function sendCodeOnce(deps: CentralDeps, number: string, command: Command): Promise<void> {
  const sent = await deps.database.read((db) =>
    db.find(sql('select id from sms_code where command_id = ?', [command.id])),
  )
  if (sent !== undefined) return
  await sendCode(deps, { number, purpose: command.name, commandId: command.id }).catch((error: unknown) => {
    // No code could go out now: the command stays held, and the counter asks for one when the visitor is there.
    if (!(error instanceof Refused)) throw error
  })
}
