import { askService, readWord } from './trouble.ts'

/**
 * Sends one short message to a mainland mobile number.
 *
 * A real one has to: take the text as it is, signature included; answer only when the operator has accepted the
 * message; not send twice when it was unsure the first time; tell nobody the text. It keeps no count of codes:
 * the limit of R-SMS-01 is kept by the central, over all functions.
 */
export interface SmsGateway {
  /**
   * Resolves when the operator took the message over; that it arrives is never certain.
   * @throws GatewayTrouble when it wasn't taken, late, or answered with nonsense. Never call it inside a transaction.
   */
  send(number: string, text: string): Promise<void>
}

/** The operator's own interface, whatever it answers. */
export interface SmsService {
  submit(number: string, text: string): Promise<unknown>
}

/** Puts a service behind the port; its answer must be `{ status: 'accepted' }`. */
export function smsGateway(service: SmsService, timeout?: number): SmsGateway {
  return {
    send: async (number, text) => {
      await askService(
        'sms',
        () => service.submit(number, text),
        (answer) => readWord(answer, 'status', ['accepted']),
        timeout,
      )
    },
  }
}
