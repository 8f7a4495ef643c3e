import { CARDS, type Card, type CardKey } from '../../contract/cards.ts'

type Translate = (key: string) => string

/** Where the desk mends what a card is about; a card without a place is told or printed. */
const ROUTES: Partial<Readonly<Record<CardKey, 'credentials' | 'files' | 'capture' | 'relations'>>> = {
  'no-password': 'credentials',
  'wrong-password': 'credentials',
  locked: 'credentials',
  'phone-unknown': 'files',
  'not-registered': 'capture',
  'sms-empty': 'files',
  'wrong-number': 'files',
  'number-unverified': 'files',
  'both-lost': 'capture',
  'initial-value': 'credentials',
  'hall-reset': 'credentials',
  'no-relation': 'relations',
  'relation-waits': 'relations',
  'relation-expired': 'relations',
  frozen: 'relations',
  'not-in-core': 'capture',
  'no-functions': 'relations',
  'card-expired': 'capture',
  'foreign-first': 'capture',
  'account-abroad': 'capture',
  'face-fails': 'capture',
  'staff-no-mobile': 'capture',
  'identity-empty': 'relations',
  'staff-password-forgotten': 'credentials',
  'quick-login-fails': 'relations',
}

/** A card with where it is mended. */
export interface GuideCard extends Card {
  readonly key: CardKey
  readonly place?: string
}

export const guideCards: readonly GuideCard[] = CARDS.map((card) => {
  const place = ROUTES[card.key]
  return place === undefined ? card : { ...card, place }
})

/** A card in words, as it is shown, searched and printed; `said` is what the visitor's screen said, if anything. */
export interface GuideWords extends GuideCard {
  readonly symptom: string
  readonly said: string
  readonly cause: string
  readonly remedy: string
}

export const guideWords = (t: Translate, card: GuideCard): GuideWords => ({
  ...card,
  symptom: t(`cards.${card.key}.symptom`),
  said: card.message === undefined ? '' : t(`message.${card.message}`),
  cause: t(`cards.${card.key}.cause`),
  remedy: t(`cards.${card.key}.do`),
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
