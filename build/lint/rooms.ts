/** What one room may import. Everything that isn't listed is an error; there is no ignore list. */
export interface Room {
  /** Other rooms, whole or as the one kind of file that is open to this room. */
  readonly rooms: readonly (string | Opening)[]
  /** npm packages and node builtins: `node:*` means all builtins, `pg` means `pg` and `pg/…`. */
  readonly packages: readonly string[]
  /** Packages that only some files of the room may import. */
  readonly restricted?: readonly { readonly package: string; readonly files: readonly string[] }[]
}

/** A door into a room that shows only some of its files, written as a pattern on the path inside that room. */
export interface Opening {
  readonly room: string
  readonly files: RegExp
}

/** The words that every feature speaks (instant, actor, refusal, policy): values and types, no judgement of a feature. */
const ground: Opening = { room: 'src/domain', files: /^(kernel|policy)\// }

/** What documents, codes, names and types are: the central makes and reads rows by them, and decides nothing itself. */
const values: Opening = {
  room: 'src/domain',
  files:
    /^(document|person)\/|^enterprise\/credit-code\.ts$|^permission\/(functions|identity-types|matrix)\.ts$|^[^/]+\/types\.ts$/,
}

/** The import table of the house (CONVENTIONS.md), room by room. */
export const rooms: Readonly<Record<string, Room>> = {
  'src/domain': { rooms: [], packages: [] },
  'src/contract': { rooms: ['src/domain'], packages: ['zod'] },
  'src/sync': { rooms: ['src/contract', 'src/domain'], packages: [] },
  migrations: { rooms: [], packages: ['knex'] },
  'src/storage': { rooms: ['src/contract', 'src/domain', 'migrations'], packages: ['knex', 'pinyin-pro'] },
  'src/worker': {
    rooms: [
      'src/storage',
      'src/sync',
      'src/contract',
      ground,
      // The ports only: which reader stands behind a port is decided where the devices are composed.
      { room: 'src/devices', files: /(^|[/-])ports?\.ts$/ },
    ],
    packages: ['node:*', '@node-rs/argon2', 'cbor-x'],
    // The database has one door; salvage looks at pages that the door can't read any more.
    restricted: [
      {
        package: 'better-sqlite3',
        files: [
          'door/connection.ts',
          'door/head-keeper.ts',
          'door/lock.ts',
          'door/open.ts',
          'door/probe.ts',
          'salvage/pages.ts',
        ],
      },
    ],
  },
  'src/devices': { rooms: ['src/contract'], packages: ['node:*'] },
  'src/main': {
    // The worker is started, never called as a library: only its bundle's path may be named.
    rooms: ['src/contract', { room: 'src/worker', files: /^index\.ts\?(nodeWorker|modulePath)$/ }],
    packages: ['node:*'],
    restricted: [
      {
        package: 'electron',
        files: ['index.ts', 'windows.ts', 'security.ts', 'print.ts', 'keys.ts', 'pages.ts', 'wall.ts'],
      },
      { package: '@node-rs/argon2', files: ['keys.ts'] },
    ],
  },
  'src/preload': { rooms: ['src/contract'], packages: ['electron'] },
  'src/renderer': {
    rooms: ['src/contract', 'src/domain'],
    packages: [
      'vue',
      'vue-router',
      'vue-i18n',
      'pinia',
      'element-plus',
      '@element-plus/icons-vue',
      'qrcode',
      'signature_pad',
      'echarts',
    ],
  },
  'src/central': {
    rooms: ['src/storage', 'src/sync', 'src/contract', ground, values],
    packages: [
      'node:*',
      'fastify',
      'fastify-plugin',
      'fastify-type-provider-zod',
      '@fastify/static',
      '@fastify/swagger',
      '@fastify/swagger-ui',
      'better-sqlite3',
      'pg',
      '@node-rs/argon2',
      'cbor-x',
      '@e965/xlsx',
      'iconv-lite',
      'csv-parse',
    ],
  },
  'src/host': { rooms: [], packages: ['node:*'] },
  // Plays people through the public API: it knows the contract and the shape of numbers, and shares the demo's chance.
  'src/town': {
    rooms: ['src/contract', ground, values, { room: 'src/central', files: /^demo\/(random|names)\.ts$/ }],
    packages: ['node:*', 'zod'],
  },
}

/** Files of the domain that a feature may take from another feature: its types, and values that judge nothing. */
export const sharedDomainFiles: readonly RegExp[] = [
  /^(kernel|policy)\//,
  /^[^/]+\/types\.ts$/,
  /^document\/(id-number|document-number|document-types|validity|divisions)\.ts$/,
  /^person\/(email|name|phone-number|username)\.ts$/,
  /^enterprise\/credit-code\.ts$/,
  /^permission\/(functions|identity-types|authority)\.ts$/,
  /^relation\/standing\.ts$/,
  /^phone\/bind\.ts$/,
  /^level\/step\.ts$/,
]
