type Translate = (key: string) => string

/** One remedy: what the visitor sees or says, the rules behind it, and where it is mended. Words are in the locales. */
export interface GuideCard {
  readonly key: string
  /** The prescribed message on the visitor's screen, if there is one. */
  readonly message?: string
  readonly rules: readonly string[]
  readonly route?: string
}

export const guideCards: readonly GuideCard[] = [
  { key: 'no-password', message: 'R-MSG-30', rules: ['R-FAQ-01', 'R-PWD-13'], route: '/credentials' },
  { key: 'wrong-password', message: 'R-MSG-37', rules: ['R-FAQ-05'], route: '/credentials' },
  { key: 'locked', rules: ['R-LCK-01', 'R-LCK-03', 'R-LCK-05'], route: '/credentials' },
  { key: 'phone-unknown', message: 'R-MSG-33', rules: ['R-LGE-13', 'R-PHN-05'], route: '/files' },
  { key: 'not-registered', message: 'R-MSG-34', rules: ['R-LGE-15'], route: '/capture' },
  { key: 'sms-limit', message: 'R-MSG-35', rules: ['R-SMS-01', 'R-SMS-02', 'R-SMS-03'] },
  { key: 'sms-empty', message: 'R-MSG-42', rules: ['R-LGE-12', 'R-PHN-05'], route: '/files' },
  { key: 'wrong-number', rules: ['R-LGE-16', 'R-RPH-01'], route: '/files' },
  { key: 'both-lost', rules: ['R-FGT-06', 'R-FGT-07'], route: '/capture' },
  { key: 'frozen', message: 'R-MSG-28', rules: ['R-FAQ-07', 'R-LGE-18'], route: '/relations' },
  { key: 'not-in-core', message: 'R-MSG-31', rules: ['R-FAQ-10', 'R-LEG-15'], route: '/capture' },
  { key: 'no-functions', rules: ['R-FAQ-06'], route: '/relations' },
  { key: 'card-expired', message: 'R-MSG-23', rules: ['R-VAL-03', 'R-SUP-04'], route: '/capture' },
  { key: 'foreign-first', message: 'R-MSG-32', rules: ['R-REG-13', 'R-EN-DOC'], route: '/capture' },
  { key: 'face-fails', message: 'R-MSG-39', rules: ['R-REG-17', 'R-HAL-08'], route: '/capture' },
]

/** A card in words, as it is shown, searched and printed; `said` is what the visitor's screen said, if anything. */
export interface GuideWords extends GuideCard {
  readonly symptom: string
  readonly said: string
  readonly cause: string
  readonly remedy: string
}

export const guideWords = (t: Translate, card: GuideCard): GuideWords => ({
  ...card,
  symptom: t(`guide.card.${card.key}.symptom`),
  said: card.message === undefined ? '' : t(`message.${card.message}`),
  cause: t(`guide.card.${card.key}.cause`),
  remedy: t(`guide.card.${card.key}.do`),
})

/** The cards in which every word of the text occurs: in what is seen or said, in the cause, or as a rule's number. */
export function findCards(t: Translate, text: string): readonly GuideWords[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean)
  return guideCards
    .map((card) => guideWords(t, card))
    .filter(({ symptom, said, cause, message = '', rules }) => {
      const all = [symptom, said, cause, message, ...rules].join(' ').toLowerCase()
      return words.every((word) => all.includes(word))
    })
}
