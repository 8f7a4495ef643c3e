import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { VisitState } from '../../../contract/visit.ts'
import type { Policy } from '../../../domain/policy/policy.ts'
import { getPolicy } from '../../../domain/policy/profiles.ts'
import { operator, session } from '../../app/session.ts'
import { desk } from '../../desk.ts'
import type { Circumstances } from './row-acts.ts'

/** What this feature shows follows these tables; a change of any of them is a reason to read again. */
const FOLLOWED: ReadonlySet<string> = new Set([
  'relation',
  'permission_identity',
  'enterprise',
  'person',
  'outbox',
  'command_result',
  'visit',
  'visit_proof',
])

const PROFILES: readonly string[] = ['liaoning', 'shandong', 'liaoning-legacy']
const isProfile = (name: string | undefined): name is Policy['id'] => name !== undefined && PROFILES.includes(name)

/** Who stands at the counter, under which policy, and when to read lists again. It keeps no rows of its own. */
export const useRelationStore = defineStore('relation', () => {
  const visit = shallowRef<VisitState | null>(null)
  /** Rises whenever something this feature shows may have changed. */
  const revision = shallowRef(0)

  async function refresh(): Promise<void> {
    const answer = await desk.call('visit.current', {})
    if (answer.kind === 'ok') visit.value = answer.value
    revision.value += 1
  }

  desk.on('rows-changed', ({ tables }) => {
    if (tables.some((table) => FOLLOWED.has(table))) void refresh()
  })
  desk.on('session-changed', () => void refresh())
  void refresh()

  const policy = computed(() => {
    const profile = session.value?.profile
    return getPolicy(isProfile(profile) ? profile : 'liaoning')
  })
  const circumstances = computed<Circumstances>(() => ({
    visit: visit.value,
    role: operator.value?.role,
    policy: policy.value,
  }))
  /** Whether this visit has a face that passed, so that accepting needs no photo of its own. */
  const facePassed = computed(() => visit.value?.proofs.some((proof) => proof.kind === 'face' && proof.passed) ?? false)

  return { visit, revision, policy, circumstances, facePassed, refresh }
})
