import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

/**
 * A key path as people type it: a JSON array (`["a.b", 0]`) or keys joined by dots, where `\.` is a dot inside a key
 * `\\` a backslash and `""` a key without a name. Throws an `Error` for an empty path or a broken array.
 */
export function parseKeyPath(typed: string): KeyPath {
  const path = isJsonPath(typed) ? jsonPath(typed) : dottedPath(typed);
  if (path.length === 0) throw new Error('the key path is empty; a key without a name is [""]');
  return path;
}

/** Keys may begin with a bracket (`[Title]`); an array begins with a quote or a number inside it. */
export const isJsonPath = (typed: string): boolean => /^\[\s*["\d]/.test(typed);

function jsonPath(typed: string): KeyPath {
  const parsed = tryJson(typed);
  const isPart = (part: unknown): part is string | number =>
    typeof part === 'string' || (Number.isSafeInteger(part) && Number(part) >= 0);
  if (Array.isArray(parsed) && parsed.every(isPart)) return parsed;
  throw new Error(
    `the key path ${typed} is no JSON array of keys and list positions, such as ["worlds", "my.world", 0]`,
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // because the caller says what is expected, in its own words
    return undefined;
  }
}

function dottedPath(typed: string): KeyPath {
  const path: string[] = [''];
  for (let offset = 0; offset < typed.length; offset++) {
    const character = typed.charAt(offset);
    const next = typed.charAt(offset + 1);
    if (character === '.') path.push('');
    else if (character === '\\' && (next === '.' || next === '\\'))
      path[path.length - 1] += typed.charAt(++offset);
    else path[path.length - 1] += character;
  }
  return path.length === 1 && path[0] === '' ? [] : path.map((step) => (step === '""' ? '' : step));
}

/** Turns typed parts into list positions where the file has a list: `items.0` and `items.[0]` name its first item. */
export function withListPositions(root: ConfigNode, path: KeyPath): KeyPath {
  let node: ConfigNode | undefined = root;
  return path.map((part) => {
    const position = node?.kind === 'list' ? /^\[?(\d{1,9})\]?$/.exec(String(part))?.[1] : undefined;
    const step = position === undefined ? part : Number(position);
    node = childAt(node, step);
    return step;
  });
}

function childAt(node: ConfigNode | undefined, step: string | number): ConfigNode | undefined {
  if (node?.kind === 'map') return node.entries.find(({ key }) => key === String(step))?.value;
  return node?.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
}

/** The node at a path, or undefined. */
export function typedNodeAt(root: ConfigNode, path: KeyPath): ConfigNode | undefined {
  return path.reduce<ConfigNode | undefined>(childAt, root);
}
