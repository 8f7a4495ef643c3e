import type { messageOperations } from '../../../contract/public/messages.ts'
import en from '../../../contract/words/en/messages.json' with { type: 'json' }
import zh from '../../../contract/words/zh-CN/messages.json' with { type: 'json' }
import type { AnswersOf } from '../answers.ts'

/** The prescribed texts (docs/rules/messages.md), from the file that the screens of the counter speak by, too. */
export const messageAnswers: AnswersOf<typeof messageOperations> = {
  'messages.list': () => Promise.resolve({ 'zh-CN': zh, en }),
}
