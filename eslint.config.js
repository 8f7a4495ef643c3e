import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import { defineConfig, globalIgnores } from 'eslint/config'
import typescript from 'typescript-eslint'
import * as bans from './build/lint/bans.ts'
import { importTable } from './build/lint/import-table.ts'
import { noBarrel } from './build/lint/no-barrel.ts'

const house = { rules: { 'import-table': importTable, 'no-barrel': noBarrel } }
const scripts = ['src/**/*.ts', 'migrations/**/*.ts']
const sources = [...scripts, 'src/**/*.vue']

/**
 * Ban lists as the rule that enforces them. All lists of a file go into one call: a later one replaces an earlier.
 * @param {...readonly { selector: string, message: string }[]} lists
 * @returns {import('eslint').Linter.RulesRecord}
 */
const forbid = (...lists) => ({ 'no-restricted-syntax': ['error', ...lists.flat()] })

export default defineConfig(
  globalIgnores(['node_modules/', 'out/', '.hall-desk/', 'test-results/', 'tour/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // Syntax, everywhere. What needs types is in .oxlintrc.json.
  { files: ['**/*.{js,mjs,ts,vue}'], extends: [typescript.configs.recommended] },
  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: { parserOptions: { parser: typescript.parser, extraFileExtensions: ['.vue'] } },
  },
  {
    files: ['**/*.{js,mjs,ts,vue}'],
    rules: {
      'no-console': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      'no-implicit-coercion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // A name that begins with _ says that its value is not wanted.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },

  // The house: who may import whom, and what a room may not do.
  {
    files: sources,
    plugins: { house },
    rules: { 'house/import-table': 'error', 'house/no-barrel': 'error', ...forbid(bans.everywhere) },
  },
  {
    files: ['src/domain/**/*.ts', 'src/sync/**/*.ts'],
    rules: { ...forbid(bans.everywhere, bans.impurity), 'no-restricted-globals': ['error', ...bans.impureGlobals] },
  },
  { files: ['src/main/**/*.ts', 'src/preload/**/*.ts'], rules: forbid(bans.everywhere, bans.electron) },
  { files: ['src/main/wall.ts'], rules: forbid(bans.everywhere, bans.electron.slice(1)) },
  {
    files: ['src/renderer/**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser },
    rules: forbid(bans.everywhere, bans.markup),
  },
  {
    files: ['src/renderer/**/*.vue'],
    rules: {
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': ['error', { ignores: ['App'] }],
    },
  },
  { files: ['src/**/*.ts', 'migrations/**/*.ts'], rules: { 'no-restricted-exports': ['error', bans.defaultExports] } },
  { files: ['tests/**/*.ts'], rules: forbid(bans.tests) },

  // A service and a script speak on standard output: that is their screen.
  { files: ['build/**', 'src/host/**', 'tests/**', 'src/central/server.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['build/**', '*.config.{js,ts}', 'tests/**/*.mjs', 'tests/**/*.js'],
    languageOptions: { globals: globals.node },
  },
  { files: ['tests/host/fixture-app/**'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  prettier,
)
