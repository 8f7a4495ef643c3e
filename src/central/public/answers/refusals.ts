import type { Operation } from '../../../contract/public/operation.ts'
import type { refusalOperations } from '../../../contract/public/refusals.ts'
import { operations } from '../../../contract/public/registry.ts'
import type { AnswersOf } from '../answers.ts'
import { findRefusal } from '../refusal-catalogue.ts'
import { wordsOfRefusal } from '../words.ts'

/** Which operations answer with a refusal of each code. */
function operationsByCode(): ReadonlyMap<string, readonly string[]> {
  const byCode = new Map<string, string[]>()
  for (const [name, { refusals }] of Object.entries<Operation>(operations))
    for (const code of new Set(refusals)) byCode.set(code, [...(byCode.get(code) ?? []), name])
  return byCode
}

export const refusalAnswers: AnswersOf<typeof refusalOperations> = {
  'refusals.list': () =>
    Promise.resolve(
      [...operationsByCode()]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([code, names]) => {
          const refusal = findRefusal(code)
          if (refusal === undefined) return []
          const { rule, message = null, field = null, retry } = refusal
          return [{ code, rule, message, field, retry, words: wordsOfRefusal(refusal), operations: [...names] }]
        }),
    ),
}
