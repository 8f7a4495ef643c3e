import { builtinModules } from 'node:module'
import path from 'node:path'
import type { Rule } from 'eslint'
import { rooms, sharedDomainFiles, type Opening, type Room } from './rooms.ts'

/** Where a file stands: its room and its path inside it, both with forward slashes. */
interface Place {
  readonly room: string
  readonly inside: string
}

/** Finds the room of a repository path, or undefined outside every room (tests, build, configuration). */
function findPlace(repositoryPath: string): Place | undefined {
  const room = Object.keys(rooms).find((name) => repositoryPath.startsWith(`${name}/`))
  return room === undefined ? undefined : { room, inside: repositoryPath.slice(room.length + 1) }
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function names(entry: string, specifier: string): boolean {
  if (entry === 'node:*') return specifier.startsWith('node:')
  return specifier === entry || specifier.startsWith(`${entry}/`)
}

function opens(entry: string | Opening, target: Place, query: string): boolean {
  if (typeof entry === 'string') return entry === target.room
  return entry.room === target.room && entry.files.test(target.inside + query)
}

/** Says what is wrong with importing a package or builtin from `from`, or undefined when the table allows it. */
function refusePackage(from: Place, room: Room, specifier: string): string | undefined {
  if (room.packages.some((entry) => names(entry, specifier))) return undefined
  const restricted = room.restricted?.find((entry) => names(entry.package, specifier))
  if (restricted !== undefined) {
    if (restricted.files.includes(from.inside)) return undefined
    return `${specifier} may be imported in ${from.room} by ${restricted.files.join(', ')} only`
  }
  if (isBuiltin(specifier) && !specifier.startsWith('node:'))
    return `write node:${specifier}, if ${from.room} may have it`
  return `${from.room} may not import ${specifier}`
}

/** The two folders of the domain that every feature stands on, and that know no feature. */
const GROUND = /^(kernel|policy)\//

function refuseFeature(from: Place, target: Place): string | undefined {
  if (from.room === 'src/domain') {
    const feature = from.inside.split('/')[0]
    if (target.inside.startsWith(`${feature}/`)) return undefined
    if (sharedDomainFiles.some((pattern) => pattern.test(target.inside))) {
      const upward = GROUND.test(from.inside) && !GROUND.test(target.inside)
      return upward ? `${from.inside} stands below the features and may not import ${target.inside}` : undefined
    }
    return `a feature may take another feature's types.ts and plain values only, not ${target.inside}`
  }
  if (from.room === 'src/renderer') return refuseScreen(from.inside, target.inside)
  return undefined
}

const FEATURE = /^features\/([^/]+)\//
const STORE = /(^|\/)use\w*Store\.ts$/

function refuseScreen(from: string, target: string): string | undefined {
  if (STORE.test(from) && STORE.test(target)) return 'a store may not import a store'
  if (from.startsWith('ui/') && (FEATURE.test(target) || STORE.test(target) || target === 'desk.ts')) {
    return 'a component of ui/ knows no feature, no store and no desk'
  }
  const feature = FEATURE.exec(from)?.[1]
  const other = FEATURE.exec(target)?.[1]
  if (feature === undefined || other === undefined || feature === other) return undefined
  return `feature ${feature} may not import from the folder of feature ${other}`
}

/**
 * Judges one import by the house's table.
 * @param importer repository path of the importing file, forward slashes
 * @param specifier as written, with its query
 * @returns a sentence that says what is wrong, or undefined
 */
export function judgeImport(importer: string, specifier: string): string | undefined {
  const from = findPlace(importer)
  const room = from === undefined ? undefined : rooms[from.room]
  if (from === undefined || room === undefined) return undefined
  const mark = specifier.indexOf('?')
  const bare = mark < 0 ? specifier : specifier.slice(0, mark)
  if (!bare.startsWith('.') && !bare.startsWith('/')) return refusePackage(from, room, bare)
  const repositoryPath = path.posix.normalize(path.posix.join(path.posix.dirname(importer), bare))
  const target = findPlace(repositoryPath)
  if (target === undefined) return `${from.room} may not import ${repositoryPath}, which is in no room`
  if (target.room === from.room) return refuseFeature(from, target)
  const query = mark < 0 ? '' : specifier.slice(mark)
  if (room.rooms.some((entry) => opens(entry, target, query))) return undefined
  return `${from.room} may not import ${repositoryPath}${query}`
}

/** The literal text of an expression, or undefined when it is computed. */
function literalOf(node: unknown): string | undefined {
  const literal = node as
    { type?: string; value?: unknown; quasis?: { value: { cooked: string } }[] } | null | undefined
  if (literal?.type === 'Literal' && typeof literal.value === 'string') return literal.value
  if (literal?.type === 'TemplateLiteral' && literal.quasis?.length === 1) return literal.quasis[0]?.value.cooked
  return undefined
}

/** `house/import-table`: a room imports what the table lists and nothing else, by whatever syntax. */
export const importTable: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{sentence}} (import table)' } },
  create(context) {
    const importer = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    const place = findPlace(importer)
    if (place === undefined) return {}
    function check(node: Rule.Node, source: unknown): void {
      const specifier = literalOf(source)
      // The host is handed the path of a bundle it doesn't know; everywhere else a computed path hides an import.
      const computed = place?.room === 'src/host' ? undefined : 'an import must name its file as a literal'
      const sentence = specifier === undefined ? computed : judgeImport(importer, specifier)
      if (sentence !== undefined) context.report({ node, messageId: 'forbidden', data: { sentence } })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => (node.source ? check(node, node.source) : undefined),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node: Rule.Node) => check(node, (node as unknown as { source: unknown }).source),
      TSExternalModuleReference: (node: Rule.Node) =>
        check(node, (node as unknown as { expression: unknown }).expression),
      "CallExpression[callee.name='require']": (node: Rule.Node) =>
        check(node, (node as unknown as { arguments: unknown[] }).arguments[0]),
    }
  },
}
