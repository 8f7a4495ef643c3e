import { startReaderSimulator, type ReaderSimulator } from '../../support/reader-simulator.ts'
import type { Visitor } from './people.ts'

/** A card reader on the desk: a simulator process, and the cards that visitors lay on it. */
export interface Reader {
  /** What the desk is told by `cardReader`. */
  readonly origin: string
  lay(person: Pick<Visitor, 'name' | 'document_number' | 'sex' | 'birth'>): Promise<void>
  lift(): Promise<void>
  fault(fault: string): Promise<void>
  end(): Promise<void>
}

export async function startReader(): Promise<Reader> {
  const simulator: ReaderSimulator = await startReaderSimulator()
  return {
    origin: simulator.origin,
    lay: (person) =>
      simulator.control('lay', {
        partyName: person.name,
        gender: person.sex === 'male' ? '男' : '女',
        bornDay: person.birth.replaceAll('-', ''),
        certNumber: person.document_number,
        certAddress: '辽宁省沈阳市和平区样张街1号',
        certOrg: '沈阳市公安局和平分局',
      }),
    lift: () => simulator.control('lift'),
    fault: (fault) => simulator.control('fault', { fault }),
    end: simulator.end,
  }
}
