import type { CivilDate } from '../kernel/instant.ts'
import type { PROJECT_ROLES, ProjectKind } from '../login/types.ts'

export type ProjectRole = (typeof PROJECT_ROLES)[number]

/** Whom 《跨区域涉税事项报告表》 names as 经办人 or 联系人, by their document: nobody of them need be registered yet. */
export interface ReportPerson {
  readonly role: ProjectRole
  readonly personName: string
  readonly documentType: string
  readonly documentNumber: string
}

/** A cross-region project as it is kept (跨区域报验户 and 跨区税源登记, R-XRG-01). */
export interface CrossProject {
  readonly id: string
  /** The hall of the tax authority where the project is; none when that has no hall here. */
  readonly hallId: string
  readonly enterpriseId: string
  readonly kind: ProjectKind
  /** 跨区域涉税事项报验管理编号; a registration of a tax source has none (R-XRG-11). */
  readonly number: string | null
  readonly division: string
  readonly taxAuthority: string
  readonly validFrom: CivilDate
  /** The last day on which it counts. */
  readonly validUntil: CivilDate
}

/**
 * The core tax system's word about one project, as it stands now. Told again it says nothing new; told differently, it
 * takes the place of what was said before.
 */
export interface ReportCommand {
  readonly name: 'cross-region.report'
  readonly kind: ProjectKind
  /** Empty where there is none. */
  readonly number: string
  readonly enterpriseCode: string
  readonly division: string
  readonly taxAuthority: string
  readonly validFrom: CivilDate
  readonly validUntil: CivilDate
  readonly people: readonly ReportPerson[]
}

/** What a report is judged on. */
export interface ReportCase {
  readonly enterprise: { readonly id: string } | undefined
  /** The project that this report is about, with the people it names so far. */
  readonly project: (CrossProject & { readonly people: readonly ReportPerson[] }) | undefined
  /** The hall of the tax authority that the report names. */
  readonly hallId: string | undefined
  /** Who holds the documents of the people named, in their order, where anybody does. */
  readonly holders: readonly ({ readonly name: string } | undefined)[]
}

/** The project and its people are these from now on. */
export interface ReportEvent {
  readonly kind: 'project-reported'
  readonly project: CrossProject
  readonly people: readonly ReportPerson[]
}
