import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

/** As `showKey` shows it. */
const meant = (step: string): string => (step === '""' ? '' : step);

/** Steps of a key as people write it: dots separate, `\.` is a dot inside a step, `\\` a backslash, `""` a key without a name. */
export function splitDotted(dotted: string): string[] {
  const steps: string[] = [];
  let step = '';
  for (let offset = 0; offset < dotted.length; offset++) {
    const char = dotted[offset]!;
    if (char === '\\' && (dotted[offset + 1] === '.' || dotted[offset + 1] === '\\'))
      step += dotted[++offset]!;
    else if (char === '.') {
      steps.push(meant(step));
      step = '';
    } else step += char;
  }
  steps.push(meant(step));
  return steps;
}

/**
 * Where a dotted key lands in a real tree. Keys that themselves hold dots are recognised: `a.b.c` finds
 * `{"a.b": {"c": …}}` too. What the tree does not have is split at every dot; list positions become numbers.
 */
export function locateDotted(root: ConfigNode | undefined, dotted: string): KeyPath {
  const steps = splitDotted(dotted);
  return (root !== undefined && descend(root, steps, 0)) || numbered(root, steps);
}

function descend(node: ConfigNode, steps: readonly string[], from: number): (string | number)[] | undefined {
  if (from === steps.length) return [];
  if (node.kind === 'scalar') return undefined;
  if (node.kind === 'list') {
    const index = indexOf(steps[from]!);
    const item = index === undefined ? undefined : node.items[index];
    const rest = item && descend(item, steps, from + 1);
    return rest && [index!, ...rest];
  }
  for (let to = from; to < steps.length; to++) {
    const key = steps.slice(from, to + 1).join('.');
    const entry = node.entries.find((candidate) => candidate.key === key);
    const rest = entry && descend(entry.value, steps, to + 1);
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** The part of the path that the tree knows decides whether a number is a list position. */
function numbered(root: ConfigNode | undefined, steps: readonly string[]): KeyPath {
  let node = root;
  return steps.map((step) => {
    const index = node?.kind === 'list' ? indexOf(step) : undefined;
    if (node?.kind === 'list') node = index === undefined ? undefined : node.items[index];
    else if (node?.kind === 'map') node = node.entries.find((entry) => entry.key === step)?.value;
    else node = undefined;
    return index ?? step;
  });
}

function indexOf(step: string): number | undefined {
  return /^(0|[1-9]\d{0,8})$/.test(step) ? Number(step) : undefined;
}
