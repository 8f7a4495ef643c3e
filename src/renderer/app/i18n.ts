import { createI18n, type DefineLocaleMessage } from 'vue-i18n'
import { LANGUAGES, loadWords, type Language } from '../locales/load.ts'

const KEPT_AS = 'hall-desk-language'

const isLanguage = (text: string | null): text is Language => LANGUAGES.some((language) => language === text)

/** The language of the last session on this machine; Chinese until someone chooses. */
function rememberedLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS)
  return isLanguage(kept) ? kept : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: rememberedLanguage(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': loadWords('zh-CN'), en: loadWords('en') } as Record<Language, DefineLocaleMessage>,
  missingWarn: false,
  fallbackWarn: false,
})

export const currentLanguage = (): Language => i18n.global.locale.value

export function chooseLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
  localStorage.setItem(KEPT_AS, language)
}

document.documentElement.lang = rememberedLanguage()
