import type { DeviceStatus } from '../contract/device.ts'
import { HUASHI_ORIGIN, huashiReader } from './card-reader/huashi.ts'
import type { CardReader } from './card-reader/port.ts'
import { absentFace, type FaceEngine } from './face/port.ts'
import { absentOcr, type OcrEngine } from './ocr/port.ts'

/** The devices of one desk, each behind its port: the one door of this room. */
export interface Devices {
  readonly cardReader: CardReader
  readonly ocr: OcrEngine
  readonly face: FaceEngine
  status(): Promise<DeviceStatus[]>
  close(): Promise<void>
}

/** Puts the desk's devices together. `cardReader` is where the reader's service listens; without it, where 华视's does. */
export function openDevices({ cardReader: origin }: { readonly cardReader?: string | undefined } = {}): Devices {
  const cardReader = huashiReader(origin ?? HUASHI_ORIGIN)
  const ocr = absentOcr
  const face = absentFace
  return {
    cardReader,
    ocr,
    face,
    status: async () => {
      const { ready, problem } = await cardReader.status()
      return [
        {
          kind: 'card-reader',
          driver: cardReader.driver,
          state: ready ? 'ready' : problem === 'not-running' ? 'absent' : 'trouble',
          ...(problem === undefined ? {} : { problem }),
        },
        { kind: 'ocr', driver: ocr.driver, state: ocr.installed ? 'ready' : 'absent' },
        { kind: 'face', driver: face.driver, state: face.installed ? 'ready' : 'absent' },
      ]
    },
    close: () => cardReader.close(),
  }
}
