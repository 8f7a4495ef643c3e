import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'
import { registry } from './src/contract/registry.ts'
import type { Audience, CallDefinition } from './src/contract/call.ts'

const at = (path: string) => resolve(import.meta.dirname, path)

/** The call names a page may use, written into the preload so that it carries no schema library. */
const namesFor = (audience: Audience): string[] =>
  Object.entries<CallDefinition>(registry)
    .filter(([, call]) => call.audience.includes(audience))
    .map(([name]) => name)

const vueFlags = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  __VUE_I18N_FULL_INSTALL__: 'true',
  __VUE_I18N_LEGACY_API__: 'false',
  __INTLIFY_PROD_DEVTOOLS__: 'false',
}

/**
 * What most screens share, in a few files: the door waits for each file that it names, and each is a question to the
 * window process. The calendar belongs to two screens and is fetched with them. What opens the clerk's page is no part
 * of it: the customer screen would open that page, too.
 */
const SHARED = [
  { name: 'vue', test: /node_modules\/(@vue|@intlify|vue|vue-i18n|vue-router|pinia)\// },
  {
    name: 'element',
    test: /node_modules\/(@?element-plus|@floating-ui|@vueuse|@ctrl|lodash|lodash-es)\/(?!.*(date-picker|calendar|time-picker))/,
  },
  {
    name: 'shared',
    test: /src\/(contract\/words\/zh-CN|renderer\/(ui|locales\/(?!en)|desk\.ts|app\/(?!main\.ts|App\.vue|router|screens|WorkPlace|ShellFrame|TopBar|RailNav)))/,
  },
]

export default defineConfig({
  main: {
    build: { minify: false, rolldownOptions: { input: { index: at('src/main/index.ts') } } },
  },
  // A sandboxed preload is one CommonJS script that requires nothing but `electron`.
  preload: {
    define: {
      __CLERK_CALLS__: JSON.stringify(namesFor('clerk')),
      __CUSTOMER_CALLS__: JSON.stringify(namesFor('customer')),
    },
    build: {
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [vue()],
    define: vueFlags,
    build: {
      // The page's fonts and pictures are files of ours; nothing is inlined past the content security policy.
      assetsInlineLimit: 0,
      minify: true,
      chunkSizeWarningLimit: 1200,
      rolldownOptions: {
        input: { index: at('src/renderer/index.html'), customer: at('src/renderer/customer.html') },
        output: { codeSplitting: { groups: SHARED } },
      },
    },
  },
})
