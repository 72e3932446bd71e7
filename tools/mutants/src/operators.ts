import ts from 'typescript';

/** What a node becomes: the text that stands for it, or for another node inside of it. */
export interface Change {
  readonly operator: string;
  readonly node: ts.Node;
  readonly replacement: string;
}

type Operator = (node: ts.Node, text: (node: ts.Node) => string) => readonly Change[];

const kinds = <Value>(
  pairs: readonly (readonly [ts.SyntaxKind, Value])[],
): ReadonlyMap<ts.SyntaxKind, Value> => new Map(pairs);
const { SyntaxKind: Kind } = ts;

const COMPARISONS = kinds([
  [Kind.EqualsEqualsEqualsToken, ['!==']],
  [Kind.ExclamationEqualsEqualsToken, ['===']],
  [Kind.EqualsEqualsToken, ['!=']],
  [Kind.ExclamationEqualsToken, ['==']],
  [Kind.LessThanToken, ['<=', '>=']],
  [Kind.LessThanEqualsToken, ['<', '>']],
  [Kind.GreaterThanToken, ['>=', '<=']],
  [Kind.GreaterThanEqualsToken, ['>', '<']],
]);
const LOGICAL = kinds([
  [Kind.AmpersandAmpersandToken, ['||']],
  [Kind.BarBarToken, ['&&']],
]);
const ARITHMETIC = kinds([
  [Kind.PlusToken, ['-']],
  [Kind.MinusToken, ['+']],
  [Kind.AsteriskToken, ['/']],
  [Kind.SlashToken, ['*']],
  [Kind.PercentToken, ['*']],
  [Kind.PlusEqualsToken, ['-=']],
  [Kind.MinusEqualsToken, ['+=']],
]);
/** Calls that are left out, so that what they were called on stands alone. */
const LEFT_OUT = new Set([
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'trim',
  'toLowerCase',
  'slice',
  'flat',
  'normalize',
]);
const EXCHANGED: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
};

const binary =
  (operator: string, table: ReadonlyMap<ts.SyntaxKind, readonly string[]>): Operator =>
  (node) =>
    ts.isBinaryExpression(node)
      ? (table.get(node.operatorToken.kind) ?? []).map((replacement) => ({
          operator,
          node: node.operatorToken,
          replacement,
        }))
      : [];

/** The fixed list. Every rule is tried at every node of every file. */
export const OPERATORS: readonly Operator[] = [
  binary('comparison', COMPARISONS),
  binary('logical', LOGICAL),
  binary('arithmetic', ARITHMETIC),
  coalescing,
  negation,
  step,
  condition,
  numberLiteral,
  booleanLiteral,
  stringLiteral,
  anchor,
  arrayLiteral,
  optionalChain,
  statementRemoved,
  returnedValue,
  callChanged,
];

function coalescing(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== Kind.QuestionQuestionToken) return [];
  return [node.left, node.right].map((side) => ({
    operator: 'fallback',
    node,
    replacement: `(${text(side)})`,
  }));
}

function negation(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== Kind.ExclamationToken) return [];
  return [{ operator: 'negation', node, replacement: `(${text(node.operand)})` }];
}

function step(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return [];
  const signs: Partial<Record<ts.SyntaxKind, string>> = {
    [Kind.PlusPlusToken]: '--',
    [Kind.MinusMinusToken]: '++',
    ...(ts.isPrefixUnaryExpression(node) && { [Kind.MinusToken]: '+' }),
  };
  const sign = signs[node.operator];
  if (sign === undefined) return [];
  const operand = text(node.operand);
  const replacement = ts.isPrefixUnaryExpression(node) ? `${sign}${operand}` : `${operand}${sign}`;
  return [{ operator: 'step', node, replacement }];
}

function condition(node: ts.Node): Change[] {
  const always = (where: ts.Expression, values: readonly string[]): Change[] =>
    values.map((replacement) => ({ operator: 'condition', node: where, replacement }));
  if (ts.isIfStatement(node)) return always(node.expression, ['true', 'false']);
  if (ts.isConditionalExpression(node)) return always(node.condition, ['true', 'false']);
  // A loop that never ends says nothing about the tests
  if (ts.isWhileStatement(node)) return always(node.expression, ['false']);
  if (ts.isForStatement(node) && node.condition !== undefined) return always(node.condition, ['false']);
  return [];
}

function numberLiteral(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (!ts.isNumericLiteral(node)) return [];
  return [{ operator: 'number', node, replacement: `(${text(node)} + 1)` }];
}

function booleanLiteral(node: ts.Node): Change[] {
  if (node.kind === Kind.TrueKeyword) return [{ operator: 'boolean', node, replacement: 'false' }];
  if (node.kind === Kind.FalseKeyword) return [{ operator: 'boolean', node, replacement: 'true' }];
  return [];
}

/** Sentences for people are left alone: their wording decides nothing. A word, a key or a name is a value. */
function stringLiteral(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (ts.isTemplateExpression(node))
    return isSentence(text(node)) ? [] : [{ operator: 'text', node, replacement: '``' }];
  if (!ts.isStringLiteral(node) && !ts.isNoSubstitutionTemplateLiteral(node)) return [];
  if (isSentence(node.text)) return [];
  return [{ operator: 'text', node, replacement: node.text === '' ? "'mutated'" : "''" }];
}

/** Two words with a space between them, outside of what is put in. */
const isSentence = (text: string): boolean =>
  /[a-z,;:.)'] [a-z({`'"$]/i.test(text.replace(/\$\{[^}]*\}/g, '$'));

function anchor(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (node.kind !== Kind.RegularExpressionLiteral) return [];
  const pattern = text(node);
  const end = pattern.lastIndexOf('/');
  const found: string[] = [];
  if (pattern.startsWith('/^') && end > 2) found.push(`/${pattern.slice(2)}`);
  if (pattern[end - 1] === '$' && pattern[end - 2] !== '\\' && end > 2)
    found.push(pattern.slice(0, end - 1) + pattern.slice(end));
  return found.map((replacement) => ({ operator: 'anchor', node, replacement }));
}

function arrayLiteral(node: ts.Node): Change[] {
  if (!ts.isArrayLiteralExpression(node) || node.elements.length === 0) return [];
  return [{ operator: 'list', node, replacement: '[]' }];
}

function optionalChain(node: ts.Node): Change[] {
  const isChain =
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node);
  if (!isChain || node.questionDotToken === undefined) return [];
  const replacement = ts.isPropertyAccessExpression(node) ? '.' : '';
  return [{ operator: 'optional', node: node.questionDotToken, replacement }];
}

function statementRemoved(node: ts.Node): Change[] {
  const isStep =
    ts.isExpressionStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node);
  if (!isStep || ts.isCaseOrDefaultClause(node.parent)) return [];
  return [{ operator: 'statement', node, replacement: ';' }];
}

function returnedValue(node: ts.Node): Change[] {
  if (ts.isReturnStatement(node) && node.expression !== undefined && !isNothing(node.expression))
    return [{ operator: 'returned', node: node.expression, replacement: 'undefined' }];
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && !isNothing(node.body))
    return [{ operator: 'returned', node: node.body, replacement: 'undefined' }];
  return [];
}

function callChanged(node: ts.Node, text: (node: ts.Node) => string): Change[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { name, expression } = node.expression;
  const other = Object.hasOwn(EXCHANGED, name.text) ? EXCHANGED[name.text] : undefined;
  if (other !== undefined) return [{ operator: 'call', node: name, replacement: other }];
  if (!LEFT_OUT.has(name.text)) return [];
  return [{ operator: 'call', node, replacement: text(expression) }];
}

const isNothing = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'undefined';
