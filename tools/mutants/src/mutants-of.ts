import ts from 'typescript';
import type { Mutant } from './mutant.js';
import { OPERATORS } from './operators.js';

/** Every mutant that the list of operators makes of a file, in order of place. Types, imports and names of properties are left alone. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = new Map<string, Mutant>();
  const visit = (node: ts.Node): void => {
    if (isOutside(node)) return;
    for (const operator of OPERATORS)
      for (const { operator: name, node: mutated, replacement } of operator(node, (one) =>
        one.getText(tree),
      )) {
        const [start, end] = [mutated.getStart(tree), mutated.getEnd()];
        const original = source.slice(start, end);
        if (original === replacement) continue;
        const line = tree.getLineAndCharacterOfPosition(start).line + 1;
        found.set(`${start} ${end} ${replacement}`, {
          file,
          line,
          operator: name,
          start,
          end,
          original,
          replacement,
        });
      }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What does not run, and what is a name rather than a value. */
function isOutside(node: ts.Node): boolean {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return true;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isDecorator(node)) return true;
  const { parent } = node;
  return parent !== undefined && 'name' in parent && parent.name === node && ts.isStringLiteralLike(node);
}
