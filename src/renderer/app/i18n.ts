import { createI18n, type DefineLocaleMessage } from 'vue-i18n'
import { chineseWords, LANGUAGES, loadEnglish, type Language } from '../locales/load.ts'

const KEPT_AS = 'hall-desk-language'

const isLanguage = (text: string | null): text is Language => LANGUAGES.some((language) => language === text)

/** The language of the last session on this machine; Chinese until someone chooses. */
function rememberedLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS)
  return isLanguage(kept) ? kept : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': chineseWords() } as Record<Language, DefineLocaleMessage>,
  missingWarn: false,
  fallbackWarn: false,
})

export const currentLanguage = (): Language => i18n.global.locale.value

async function show(language: Language): Promise<void> {
  if (language === 'en' && !i18n.global.availableLocales.includes('en'))
    i18n.global.setLocaleMessage('en', (await loadEnglish()) as DefineLocaleMessage)
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language)
  await show(language)
}

/** Speaks the language of the last session; called once, before the page is shown. */
export const speak = (): Promise<void> => show(rememberedLanguage())
