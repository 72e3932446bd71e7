import { readFileSync } from 'node:fs';
import path from 'node:path';

const GLOSSARY = path.resolve(import.meta.dirname, '../../../docs/glossary.md');

/**
 * Reads the table "Retired words" of the glossary.
 * @param {string} markdown text of docs/glossary.md
 * @returns {Map<string, { instead: string, stays: Set<string> }>} by retired word, in lower case: what to say, and the names that keep it
 */
export function retiredWords(markdown) {
  const section = /^## Retired words$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(markdown)?.[1] ?? '';
  const words = new Map();
  for (const line of section.split('\n')) {
    const [, retired, instead, stays] = line.split('|').map((cell) => cell.trim());
    for (const [, word] of retired?.matchAll(/`([^`]+)`/g) ?? [])
      words.set(word, {
        instead,
        stays: new Set([...(stays ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
      });
  }
  return words;
}

/** Read when the first file is linted, and not again for each of two thousand. */
let glossary;
const wordsOfGlossary = () => (glossary ??= retiredWords(readFileSync(GLOSSARY, 'utf8')));

const segmentsOf = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** Places where a file gives a name; where it only uses one, another file or package gave it. */
const DECLARED = [
  'ClassDeclaration > Identifier.id',
  'FunctionDeclaration > Identifier.id',
  'TSInterfaceDeclaration > Identifier.id',
  'TSTypeAliasDeclaration > Identifier.id',
  'VariableDeclarator > Identifier.id',
  'ImportSpecifier > Identifier.local',
  'MethodDefinition[computed=false] > Identifier.key',
  'PropertyDefinition[computed=false] > Identifier.key',
  'TSMethodSignature[computed=false] > Identifier.key',
  'TSPropertySignature[computed=false] > Identifier.key',
  'TSParameterProperty > Identifier.parameter',
  ':function > Identifier.params',
  ':function > AssignmentPattern.params > Identifier.left',
  'ObjectPattern > Property > Identifier.value',
  'ObjectPattern > Property > AssignmentPattern.value > Identifier.left',
  'ArrayPattern > Identifier.elements',
].join(', ');

/** One word per idea: names are made of the words of docs/glossary.md, and of none that it retired. */
export const retiredWord = {
  meta: {
    type: 'suggestion',
    schema: [],
    docs: { description: 'A declared name has no word that the glossary retired' },
  },
  create(context) {
    const words = wordsOfGlossary();
    const refuse = (node, name, isFile) => {
      for (const segment of segmentsOf(name)) {
        const retired = words.get(segment);
        if (retired && !retired.stays.has(name))
          context.report({
            node,
            message: `${isFile ? 'The file' : 'The name'} "${name}" says "${segment}", a retired word; docs/glossary.md says instead: ${retired.instead}.`,
          });
      }
    };
    return {
      Program(node) {
        const file = path.relative(context.cwd, context.filename);
        for (const part of file.split(path.sep)) refuse(node, part.replace(/\.[a-z.]+$/, ''), true);
      },
      [DECLARED](node) {
        // An import without `as` gives no name
        if (node.parent.imported?.name !== node.name) refuse(node, node.name, false);
      },
    };
  },
};
