import type { CardRead, DeviceStatus, FacesCompared, PictureRead } from '../contract/device.ts'
import { CardReaderProblem } from '../devices/card-reader/port.ts'
import type { Devices } from '../devices/ports.ts'
import { getAttachment } from '../storage/attachment.ts'
import { keepReading } from '../storage/card-reading.ts'
import { writeContextOf } from './contexts.ts'
import type { Desk } from './desk.ts'
import type { OwnAnswers } from './serve.ts'

/**
 * Answers the calls about the devices beside the desk. Waiting for a card takes no transaction and holds nobody up;
 * what was read is then kept in one.
 */
export function deviceAnswers(desk: Desk, devices: Devices): OwnAnswers {
  let waiting: AbortController | undefined

  async function readCard({ timeoutMs }: { timeoutMs: number }): Promise<CardRead> {
    const control = new AbortController()
    waiting ??= control
    try {
      const card = await devices.cardReader.read({ timeoutMs, signal: control.signal })
      // Whoever waited may have locked the desk meanwhile: then nobody is here to whom the card was shown.
      if (desk.session === undefined || desk.session.locked) return { outcome: 'problem', problem: 'cancelled' }
      const { driver } = devices.cardReader
      const kept = await desk.database.write((db) => keepReading(db, { ...card, driver }, writeContextOf(desk, db)))
      return kept ?? { outcome: 'problem', problem: 'garbled' }
    } catch (error) {
      if (error instanceof CardReaderProblem) return { outcome: 'problem', problem: error.problem }
      throw error
    } finally {
      if (waiting === control) waiting = undefined
    }
  }

  const picture = (id: string): Promise<Uint8Array> =>
    desk.database.read(async (db) => (await getAttachment(db, id)).content)

  return {
    'device.status': (): Promise<DeviceStatus[]> => devices.status(),
    'device.read-card': readCard,
    'device.cancel-read': () => {
      const cancelled = waiting !== undefined
      waiting?.abort()
      return Promise.resolve({ cancelled })
    },
    'device.read-picture': async ({
      attachmentId,
      side,
    }: {
      attachmentId: string
      side: 'front' | 'back'
    }): Promise<PictureRead> => {
      if (!devices.ocr.installed) return { outcome: 'absent' }
      const fields = await devices.ocr.readCard(await picture(attachmentId), side)
      return fields === undefined ? { outcome: 'unreadable' } : { outcome: 'read', fields }
    },
    'device.compare-faces': async (input: {
      portraitAttachmentId: string
      sceneAttachmentId: string
    }): Promise<FacesCompared> => {
      if (!devices.face.installed) return { outcome: 'absent' }
      const [portrait, scene] = [await picture(input.portraitAttachmentId), await picture(input.sceneAttachmentId)]
      const { kind, ...found } = await devices.face.compare(portrait, scene)
      return { outcome: kind, ...found } as FacesCompared
    },
  }
}
