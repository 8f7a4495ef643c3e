import { i18n } from './i18n.ts'

/** A command's name in words, `phone.add` → 添加手机号码; its code where nobody has given it words yet. */
export function actName(command: string): string {
  const { t, te } = i18n.global
  return te(`acts.${command}`) ? t(`acts.${command}`) : command
}
