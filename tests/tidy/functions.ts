import { parse } from 'vue/compiler-sfc'
import ts from 'typescript'
import type { ProjectFile } from './files.ts'

/** The script of a .vue file with its line offset kept by blank lines; other files as they are. */
function scriptOf(file: ProjectFile): string {
  if (!file.path.endsWith('.vue')) return file.text
  const { descriptor } = parse(file.text, { filename: file.path })
  const script = descriptor.scriptSetup ?? descriptor.script
  return script === null ? '' : '\n'.repeat(script.loc.start.line - 1) + script.content
}

/** A function that holds tests, such as what `describe` is given, is a chapter: its tests are measured one by one. */
function isChapter(node: ts.FunctionLikeDeclaration): boolean {
  return (
    node.body !== undefined &&
    ts.isBlock(node.body) &&
    node.body.statements.some(
      (statement) => ts.isExpressionStatement(statement) && /^(it|test|describe)\b/.test(statement.getText()),
    )
  )
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node
}

/** Functions longer than `limit` lines, from signature to closing brace, as `path:line (lines)`. */
export function findLongFunctions(file: ProjectFile, limit: number): string[] {
  const source = ts.createSourceFile(file.path, scriptOf(file), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  const found: string[] = []
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
  function visit(node: ts.Node): void {
    if (isFunction(node) && !isChapter(node)) {
      const first = lineOf(node.getStart(source))
      const lines = lineOf(node.end) - first + 1
      if (lines > limit) found.push(`${file.path}:${first} (${lines} lines)`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
