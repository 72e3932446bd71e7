import path from 'node:path';

/** What Nest runs; each lies in a file of that suffix, and only there decorators say what is handed in. */
const EDGES = ['controller', 'guard', 'interceptor', 'filter', 'pipe', 'module'];
const EDGE_FILE = new RegExp(`\\.(?:${EDGES.join('|')})(?:\\.spec)?\\.ts$`);
const DECORATORS = new Set(['Injectable', 'Inject', 'Optional', 'Controller', 'Module', 'Catch', 'Global']);
/** Says nothing that the verb of a use case or the noun of any other class does not. */
const EMPTY_SUFFIX = /(?:UseCase|Usecase|Service|Manager|Helper|Util|Utils|Impl)$/;

/** Classes are plain and get their parts by their constructor, from the one place of an app that composes them: docs/adr/0120. */
export const plainClasses = {
  meta: {
    type: 'suggestion',
    schema: [],
    docs: { description: 'No class knows the framework but those that it runs' },
  },
  create(context) {
    const isEdge = EDGE_FILE.test(path.basename(context.filename));
    return {
      Decorator(node) {
        const name = node.expression.callee?.name ?? node.expression.name;
        if (!isEdge && DECORATORS.has(name))
          context.report({
            node,
            message: `@${name} belongs into a file named *.${EDGES.join('.ts, *.')}.ts; a plain class gets its parts by its constructor.`,
          });
      },
      'ClassDeclaration[id]'({ id }) {
        if (EMPTY_SUFFIX.test(id.name))
          context.report({
            node: id,
            message: `"${id.name}": say by a verb what it does, or by a noun what it is, without "${EMPTY_SUFFIX.exec(id.name)[0]}".`,
          });
      },
    };
  },
};
