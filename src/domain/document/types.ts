import type { DocumentTypeId } from './document-types.ts'
import type { Validity } from './validity.ts'

/** 新增证件: a further document of a person, so that all of theirs open one account (R-DOC, R-REG-18). */
export interface AddDocument {
  readonly name: 'document.add'
  readonly personId: string
  readonly documentType: string
  readonly documentNumber: string
}

/** 证件有效期修改, 证件信息修改: the term of the main document (R-VAL-01, R-VAL-04). */
export interface SetValidity {
  readonly name: 'document.set-validity'
  readonly personId: string
  readonly kind: 'custom' | 'long-term'
  readonly start: string
  readonly end: string
}

export type DocumentCommand = AddDocument | SetValidity

/** The person whose documents are kept, as far as an act on them is judged by it. */
export interface DocumentOwner {
  readonly id: string
  readonly active: boolean
  readonly documentType: string
  readonly documentNumber: string
  readonly validity: Validity | undefined
  /** The term was stated over an expired one and not seen by anybody since (CF-32). */
  readonly validityStated: boolean
}

/** What an act on documents needs loaded. */
export interface DocumentState {
  readonly person: DocumentOwner | undefined
  /** The id of whoever holds the document that the command names. */
  readonly holderId: string | undefined
}

export type DocumentEvent =
  | {
      readonly kind: 'document-put'
      readonly personId: string
      readonly documentType: string
      readonly documentNumber: string
      readonly isMain: boolean
    }
  /** The person's main document is another one now; its term is not known yet. */
  | {
      readonly kind: 'main-document'
      readonly personId: string
      readonly documentType: DocumentTypeId
      readonly documentNumber: string
    }
  | { readonly kind: 'validity-put'; readonly personId: string; readonly validity: Validity; readonly stated: boolean }
