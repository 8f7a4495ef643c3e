import type { Instant } from '../domain/kernel/instant.ts'
import { putRow, type Row, type Work } from './rows.ts'

/** Every column of a person nobody knew before. */
export const NOBODY: Row = {
  sex: null,
  nationality: null,
  birth: null,
  credential_void_at: null,
  level: 1,
  username: null,
  username_changed_at: null,
  email: null,
  contact_address: null,
  residence: null,
  validity_kind: null,
  validity_start: null,
  validity_end: null,
  validity_stated: 0,
  captured_at: null,
  capture_channel: null,
  captured_phone: null,
  has_scene_photo: 0,
  portrait_id: null,
  version: 0,
}

/** The columns of what was given, by domain name → column; what is absent stays as it is. */
export const plainColumns = <Name extends string>(
  columns: Readonly<Record<Name, string>>,
  changes: Readonly<Partial<Record<NoInfer<Name>, Row[string]>>>,
): Row =>
  Object.fromEntries(
    Object.entries<string>(columns).flatMap(([name, column]) => {
      const value = changes[name as Name]
      return value === undefined ? [] : [[column, value] as const]
    }),
  )

/** Somebody as a form, a sheet or the core system names them. */
export interface NamedPerson {
  readonly id: string
  /** Empty for whom no hall has seen. */
  readonly hallId: string
  readonly name: string
  readonly documentType: string
  readonly documentNumber: string
  readonly sex?: string | null
  readonly birth?: string | null
}

/** Writes a person whom nobody has captured and who has no account (A0), with their one document. */
export async function writeNamedPerson(work: Work, person: NamedPerson, now: Instant): Promise<void> {
  const { id, hallId, name, documentType, documentNumber, sex = null, birth = null } = person
  const document = { document_type: documentType, document_number: documentNumber }
  const standing = { account_state: 'A0', credential_state: 'K0', updated_at: now }
  await putRow(work, 'person', { id, hall_id: hallId, ...NOBODY, name, ...document, sex, birth, ...standing })
  await putRow(work, 'person_document', { person_id: id, ...document, is_main: 1, added_at: now, version: 0 })
}
