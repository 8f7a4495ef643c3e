import { coreAnswer, type CoreRecord } from '../../contract/core.ts'
import { askService } from './trouble.ts'

/**
 * Asks the core tax system (金税三期) whom an enterprise is registered with: 法定代表人, 财务负责人, 办税员 and 购票人,
 * each with name, document, mobile number and fixed line.
 *
 * A real one has to: take a unified social credit code or a taxpayer number, in the form `normaliseIdentifier` gives
 * it; answer with the registration as it stands now, one entry for each role a person has; leave nobody out and keep
 * the fields apart as they were registered, right or wrong, because a mobile number in the field of the fixed line is
 * a finding of its own; say `null` for an enterprise it doesn't know. It tells the central of changes by
 * `core.information-confirmed`, which names the enterprise and nothing else: what is true is read here.
 */
export interface CoreGateway {
  /**
   * The registration of this enterprise, or nothing when there is none.
   * @throws GatewayTrouble when there is no usable answer. Never call it inside a transaction.
   */
  findEnterprise(code: string): Promise<CoreRecord | undefined>
}

/** The core tax system's own interface, whatever it answers. */
export interface CoreService {
  query(code: string): Promise<unknown>
}

/** Puts a service behind the port; its answer must have the shape of `coreAnswer`, whole. */
export function coreGateway(service: CoreService, timeout?: number): CoreGateway {
  return {
    findEnterprise: async (code) => {
      const { record } = await askService(
        'core',
        () => service.query(code),
        (answer) => coreAnswer.safeParse(answer).data,
        timeout,
      )
      return record ?? undefined
    },
  }
}
