import { askService, readWord } from './trouble.ts'

/**
 * Sends one plain letter to a mailbox.
 *
 * A real one has to: send under a name of the tax authority with SPF, DKIM and DMARC in order, or nobody abroad gets
 * it; take the text as it is; answer only when its own server has accepted the letter; report no address to others.
 * It keeps no count of codes: the central does, as for short messages (R-SMS-01).
 */
export interface MailGateway {
  /**
   * Resolves when the letter was taken over; that it arrives is never certain.
   * @throws GatewayTrouble when it wasn't taken, late, or answered with nonsense. Never call it inside a transaction.
   */
  send(address: string, subject: string, text: string): Promise<void>
}

/** The mail server's own interface, whatever it answers. */
export interface MailService {
  submit(address: string, subject: string, text: string): Promise<unknown>
}

/** Puts a service behind the port; its answer must be `{ status: 'accepted' }`. */
export function mailGateway(service: MailService, timeout?: number): MailGateway {
  return {
    send: async (address, subject, text) => {
      await askService(
        'mail',
        () => service.submit(address, subject, text),
        (answer) => readWord(answer, 'status', ['accepted']),
        timeout,
      )
    },
  }
}
