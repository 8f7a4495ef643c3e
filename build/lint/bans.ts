/** One entry of ESLint's `no-restricted-syntax`. */
interface Ban {
  readonly selector: string
  readonly message: string
}

/** Banned in every room. */
export const everywhere: readonly Ban[] = [
  {
    selector: "CallExpression[callee.property.name='backup']",
    message: 'A backup of an encrypted file fails half-way: use VACUUM INTO.',
  },
  {
    selector: "CallExpression[callee.property.name='serialize']",
    message: 'serialize() hands out the database in plain text.',
  },
  {
    selector:
      'CallExpression:matches([callee.name=/^(copyFile|copyFileSync|cp|cpSync)$/], [callee.property.name=/^(copyFile|copyFileSync|cp|cpSync)$/])',
    message: 'A copied file leaves out what lies in its write-ahead log: use VACUUM INTO.',
  },
  { selector: 'TSEnumDeclaration', message: 'Node runs these files as they are: use a union of literals.' },
]

/** Hidden inputs, banned where a decision must depend on its arguments alone. */
export const impurity: readonly Ban[] = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'The clock comes in as an argument.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock comes in as an argument.' },
  { selector: "CallExpression[callee.name='Date']", message: 'The clock comes in as an argument.' },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Chance comes in as an argument.',
  },
  {
    selector: 'MemberExpression[property.name=/^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds)$/]',
    message: "The machine's time zone is a hidden input: use the UTC forms or kernel/calendar.",
  },
  {
    selector: "MemberExpression[property.name='getTimezoneOffset']",
    message: "The machine's time zone is a hidden input.",
  },
  {
    selector: 'MemberExpression[property.name=/^toLocale/]',
    message: "The machine's language is a hidden input: words and formats belong to the renderer.",
  },
  { selector: 'ImportExpression', message: 'A pure room loads nothing at run time.' },
  { selector: 'AwaitExpression', message: 'A pure room waits for nothing.' },
]

/** Globals that are input or output, banned in the pure rooms. */
export const impureGlobals: readonly { readonly name: string; readonly message: string }[] = [
  'crypto',
  'performance',
  'process',
  'globalThis',
  'window',
  'document',
  'navigator',
  'localStorage',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'Temporal',
  'Buffer',
].map((name) => ({ name, message: 'A pure room takes its inputs as arguments and returns its outputs.' }))

/** Electron in main and preload. The first belongs to src/main/wall.ts, which checks sender and schema once. */
export const electron: readonly Ban[] = [
  {
    selector: "ImportDeclaration[source.value=/^electron/] > ImportSpecifier[imported.name='ipcMain']",
    message: 'ipcMain is used in src/main/wall.ts only, where sender and input are checked.',
  },
  {
    selector:
      'ImportDeclaration[source.value=/^electron/] > :matches(ImportDefaultSpecifier, ImportNamespaceSpecifier)',
    message: 'Import from electron by name, so that the reader and lint see what is used.',
  },
]

/** Ways around Vue's escaping. */
export const markup: readonly Ban[] = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]',
    message: 'Text from people never becomes markup.',
  },
]

/** A test that is left out proves nothing. */
export const tests: readonly Ban[] = [
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(skip|only|todo|fixme|skipIf|runIf)$/]',
    message: 'Tests run, all of them: no .skip, .only, .todo.',
  },
  {
    selector: "ImportDeclaration[source.value='electron'][importKind!='type']",
    message: 'Importing the electron package starts a download: import its types, or launch the app.',
  },
]

/** Default exports have no name of their own: only configuration and .vue files have one. */
export const defaultExports = {
  restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true },
} as const
