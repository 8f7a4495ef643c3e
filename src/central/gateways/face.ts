import { askService, readWord } from './trouble.ts'

/** `busy` is a state of the service (R-MSG-39): nothing was compared, and trying later can help. */
export const FACE_RESULTS = ['passed', 'failed', 'busy'] as const
export type FaceResult = (typeof FACE_RESULTS)[number]

export interface FaceRequest {
  /** Whose face it has to be; the service holds the picture the state has of this document. */
  readonly personId: string
  readonly name: string
  readonly documentNumber: string
  /** Why it is asked: a capture's or a command's name, or `login`. */
  readonly purpose: string
  /** The scene photo, JPEG; absent when the person looks into an APP of their own. */
  readonly scenePhoto?: Uint8Array
}

/**
 * Compares a living person with the picture on record.
 *
 * A real one has to: check that the picture shows a living person (no print, no screen, no mask), compare it 1:1
 * with the photograph of the authority that issued the document, keep no template longer than the comparison, and
 * for an APP scan (R-QRC-04) run both inside the APP and report the result here.
 */
export interface FaceGateway {
  /** @throws GatewayTrouble when there is no usable answer. Never call it inside a transaction. */
  compare(request: FaceRequest): Promise<FaceResult>
}

/** The comparison service's own interface, whatever it answers. */
export interface FaceService {
  verify(request: FaceRequest): Promise<unknown>
}

/** Puts a service behind the port; its answer must be `{ result: 'passed' | 'failed' | 'busy' }`. */
export function faceGateway(service: FaceService, timeout?: number): FaceGateway {
  return {
    compare: (request) =>
      askService(
        'face',
        () => service.verify(request),
        (answer) => readWord(answer, 'result', FACE_RESULTS),
        timeout,
      ),
  }
}
