import { provideGlobalConfig } from 'element-plus'
import en from 'element-plus/es/locale/lang/en'
import zhCn from 'element-plus/es/locale/lang/zh-cn'
import { shallowRef, watchEffect, type App } from 'vue'
import { i18n } from './i18n.ts'

/** Element's own words follow the desk's language; two-character Chinese buttons get no space between. */
export function giveElementWords(app: App): void {
  const config = shallowRef({ locale: zhCn, button: { autoInsertSpace: false } })
  watchEffect(() => {
    config.value = { ...config.value, locale: i18n.global.locale.value === 'en' ? en : zhCn }
  })
  provideGlobalConfig(config, app, true)
}
