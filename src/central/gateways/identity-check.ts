import { askService, readWord } from './trouble.ts'

/** `busy` means that the register could not be asked now; it says nothing about the person. */
export const IDENTITY_RESULTS = ['matched', 'mismatched', 'busy'] as const
export type IdentityResult = (typeof IDENTITY_RESULTS)[number]

export interface IdentityCheckRequest {
  readonly documentType: string
  readonly documentNumber: string
  readonly name: string
  /** The bound mobile number, where three elements are compared instead of two. */
  readonly phone?: string
}

/**
 * Asks the third party whether name and document belong together (the check of the other-document branch of
 * capture, R-MSG-19).
 *
 * A real one has to: compare with the issuing authority's register, exactly, rare characters included; answer
 * matched or mismatched and nothing about which part differs; keep no copy of what it was asked.
 */
export interface IdentityCheckGateway {
  /** @throws GatewayTrouble when there is no usable answer. Never call it inside a transaction. */
  check(request: IdentityCheckRequest): Promise<IdentityResult>
}

/** The register's own interface, whatever it answers. */
export interface IdentityCheckService {
  query(request: IdentityCheckRequest): Promise<unknown>
}

/** Puts a service behind the port; its answer must be `{ verdict: 'matched' | 'mismatched' | 'busy' }`. */
export function identityCheckGateway(service: IdentityCheckService, timeout?: number): IdentityCheckGateway {
  return {
    check: (request) =>
      askService(
        'identity-check',
        () => service.query(request),
        (answer) => readWord(answer, 'verdict', IDENTITY_RESULTS),
        timeout,
      ),
  }
}
