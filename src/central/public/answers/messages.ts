import type { messageOperations } from '../../../contract/public/messages.ts'
import type { AnswersOf } from '../answers.ts'
import en from '../words/messages.en.json' with { type: 'json' }
import zh from '../words/messages.zh-CN.json' with { type: 'json' }

/** The prescribed texts (docs/rules/messages.md), the same as the screens of the counter say. */
export const messageAnswers: AnswersOf<typeof messageOperations> = {
  'messages.list': () => Promise.resolve({ 'zh-CN': zh, en }),
}
