/**
 * What a reader of typed text answers: the value in its one written form, or the closed list of what is wrong.
 * Problems stop; warnings are shown and never stop. Both are codes: the words live in the locales.
 */
export type Parsed<Value, Problem extends string, Warning extends string = never> =
  | (Value & { readonly ok: true; readonly warnings: readonly Warning[] })
  | { readonly ok: false; readonly problems: readonly Problem[] }
