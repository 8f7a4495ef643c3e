import type { Rule } from 'eslint'

/** `house/no-barrel`: a file makes something of its own; a list of other files' names hides where a name is made. */
export const noBarrel: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { barrel: 'No barrels: import each name from the file that makes it.' },
  },
  create(context) {
    return {
      ExportAllDeclaration: (node) => context.report({ node, messageId: 'barrel' }),
      Program(node) {
        const passed = node.body.filter((statement) => statement.type === 'ExportNamedDeclaration' && statement.source)
        const own = node.body.filter(
          (statement) => statement.type !== 'ImportDeclaration' && !passed.includes(statement),
        )
        if (passed.length > 0 && own.length === 0) context.report({ node, messageId: 'barrel' })
      },
    }
  },
}
