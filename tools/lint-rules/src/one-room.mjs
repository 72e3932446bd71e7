const UUID_PATTERN = /0-9a-f[A-F]?\]\{8\}.*\{4\}.*\{12\}/i;
const HASHES = new Set(['createHash', 'createHmac', 'hash']);
const ALL_OF = new Set(['all', 'allSettled']);

const SAYS = {
  hash: 'Hashes are made in one room: take what you need from @archivesmp/digests, or add it there.',
  uuid: 'What is written like a UUID is said in one room: isUuid of @archivesmp/contracts/uuid.',
  lanes: 'A few pieces of work at a time are run in one room: mapBounded of @archivesmp/bounded-work.',
};

const isArrayFrom = (node) =>
  node?.type === 'CallExpression' &&
  node.callee.type === 'MemberExpression' &&
  node.callee.object.name === 'Array' &&
  node.callee.property.name === 'from';

/** `Array.from({ length: … }, lane)`: the same function begun several times, which takes its work from what all of them have. */
const isLanes = (node) =>
  isArrayFrom(node) &&
  node.arguments[0]?.type === 'ObjectExpression' &&
  node.arguments[1]?.type === 'Identifier';

/**
 * Refuses the next copy of a decision that has a room of its own (docs/adr/0112). `options[0]` names what may be written here: where the
 * room is, and where another program prescribes it.
 */
export const oneRoom = {
  meta: {
    type: 'problem',
    schema: [{ type: 'array', items: { enum: Object.keys(SAYS) }, uniqueItems: true }],
    docs: { description: 'What has a room of its own is written down nowhere else' },
  },
  create(context) {
    const allowed = new Set(context.options[0] ?? []);
    const refuse = (node, what) => {
      if (!allowed.has(what)) context.report({ node, message: SAYS[what] });
    };
    return {
      ImportDeclaration(node) {
        if (!/^(?:node:)?crypto$/.test(node.source.value)) return;
        for (const one of node.specifiers)
          if (one.type === 'ImportSpecifier' && HASHES.has(one.imported.name)) refuse(one, 'hash');
      },
      MemberExpression(node) {
        if (node.object.name === 'crypto' && HASHES.has(node.property.name)) refuse(node, 'hash');
      },
      Literal(node) {
        if (node.regex && UUID_PATTERN.test(node.regex.pattern)) refuse(node, 'uuid');
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.object.name !== 'Promise') return;
        if (ALL_OF.has(callee.property.name) && isLanes(node.arguments[0])) refuse(node, 'lanes');
      },
    };
  },
};
