const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

/** Log text is static and facts are fields, so that a line can be found and counted: log.warn({ scanId }, 'instance skipped'). */
export const staticLogMessage = {
  meta: { type: 'problem', schema: [], docs: { description: 'Log messages are static text' } },
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
        if (!LEVELS.has(callee.property.name)) return;
        const receiver = callee.object.type === 'MemberExpression' ? callee.object.property : callee.object;
        if (receiver.type !== 'Identifier' || !/^(log|logger)$/.test(receiver.name)) return;
        for (const argument of node.arguments)
          if (argument.type === 'TemplateLiteral' && argument.expressions.length > 0)
            context.report({
              node: argument,
              message: 'Keep the log text static and put the facts into the first argument.',
            });
      },
    };
  },
};
