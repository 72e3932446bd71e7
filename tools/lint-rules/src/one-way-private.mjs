/** What belongs to a class alone is `private`: the compiler keeps it, and a parameter of a constructor can be it (docs/adr/0121). */
export const oneWayPrivate = {
  meta: {
    type: 'suggestion',
    schema: [],
    docs: { description: 'One way to keep what is private' },
  },
  create(context) {
    return {
      'PropertyDefinition > PrivateIdentifier.key, MethodDefinition > PrivateIdentifier.key'(node) {
        context.report({ node, message: `Write "private ${node.name}" instead of "#${node.name}".` });
      },
    };
  },
};
