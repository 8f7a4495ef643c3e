import type { Done } from '../../contract/public/answers.ts'
import {
  INFORMATION_FIELDS,
  PICTURES,
  type CaptureKind,
  type Information,
  type PictureName,
} from '../../domain/capture/types.ts'
import { branchOf, expectPicture, findHolderId, keepPictures, type TakenPicture } from '../../storage/real-name.ts'
import { normaliseNumber } from '../../storage/sms-code.ts'
import { sha256 } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { act } from './act.ts'
import { gather } from './gather.ts'

/** Pictures in base64, as far as there are any. */
type SentPictures = Readonly<Partial<Record<PictureName, string | undefined>>>

/** A case as an APP or a page sends it. */
export interface SentCase extends SentPictures, Information {
  readonly caseId: string
  readonly documentType: string
  readonly consent?: string
  readonly faceAgreement: string
  readonly number?: string
  readonly code?: string | undefined
}

/** Codes of a capture or change are bound to its case. */
export const CASE_PURPOSE = 'capture.submit'

/**
 * Submits a case in the person's own name: the counter's command, judged by the same road. Its pictures are kept only
 * when it is accepted.
 * @param personId whoever is logged in; without a log-in, whoever holds the document.
 * @throws Refused
 */
export async function submitCase(
  deps: CentralDeps,
  kind: CaptureKind,
  sent: SentCase,
  personId?: string,
): Promise<Done> {
  const { caseId, documentType, documentNumber, number = '', code } = sent
  const commandId = deps.newId()
  const holderId = await deps.database.read((db) => findHolderId(db, documentType, documentNumber))
  const pictures = readPictures(deps, caseId, sent)
  const given = {
    commandId,
    actor: { kind: 'person', personId: personId ?? holderId ?? commandId } as const,
    name: 'capture.submit',
    payload: payloadOf(deps, kind, sent, pictures, personId),
    turns: [`document ${documentType} ${documentNumber}`, `number ${number}`],
    alongside: (db: Parameters<typeof keepPictures>[0]) => keepPictures(db, [...pictures.values()], deps.now()),
  }
  const proofs = await gather(deps, given, {
    code: code === undefined ? undefined : { purpose: CASE_PURPOSE, visitId: caseId, text: code },
    scenePhoto: pictures.get('scene')?.content,
  })
  const { message } = await act(deps, { ...given, proofs })
  return message === undefined ? {} : { message }
}

function readPictures(deps: CentralDeps, caseId: string, sent: SentPictures): Map<string, TakenPicture> {
  const pictures = new Map<string, TakenPicture>()
  for (const name of PICTURES) {
    const text = sent[name]
    if (text === undefined || text === '') continue
    const content = Buffer.from(text, 'base64')
    expectPicture(content)
    pictures.set(name, { id: deps.newId(), purpose: `capture ${name} ${caseId}`, content, digest: sha256(content) })
  }
  return pictures
}

function payloadOf(
  deps: CentralDeps,
  kind: CaptureKind,
  sent: SentCase,
  pictures: ReadonlyMap<string, TakenPicture>,
  personId: string | undefined,
) {
  const tapped = (version: string | undefined) =>
    version === undefined || version === ''
      ? undefined
      : { version, at: deps.now(), signatureAttachmentId: '', tapped: true as const }
  return {
    caseId: sent.caseId,
    kind,
    branch: branchOf(sent.documentType),
    documentType: sent.documentType,
    ...(personId === undefined ? {} : { personId }),
    information: Object.fromEntries(INFORMATION_FIELDS.map((field) => [field, sent[field]])),
    pictures: Object.fromEntries([...pictures].map(([name, { id }]) => [`${name}AttachmentId`, id])),
    consent: tapped(sent.consent),
    faceAgreement: tapped(sent.faceAgreement),
    phone: normaliseNumber(sent.number ?? ''),
  }
}
