import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { SecretJudge } from '@archivesmp/secrets';

/** Keys under which stands what a value beside them is called: `{name: password, value: …}`. */
export const NAMES = /^(?:name|key|id|setting|property|option|variable|env)$/i;
export const VALUES = /^(?:value|val|default|content|data)$/i;

/**
 * The same judge for the values of a file of which the contents are known: a value whose name stands beside it is judged by that name,
 * too. What a rule of the operators says of its own key stays.
 * @param roots every content of the file that is shown
 */
export function judgeBeside(judge: SecretJudge, roots: readonly (ConfigNode | undefined)[]): SecretJudge {
  let named: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  const pathsBeside = (path: KeyPath): KeyPath[] => {
    // Few keys are called so, and no other needs the whole file to be searched
    if (!VALUES.test(String(path.at(-1)))) return [];
    named ??= namesBeside(roots);
    return [...(named.get(JSON.stringify(path)) ?? [])].map((name) => [...path.slice(0, -1), name]);
  };
  return {
    isSecretKey: (path) => judge.isSecretKey(path) || pathsBeside(path).some((one) => judge.isSecretKey(one)),
    judge(path, value) {
      const verdict = judge.judge(path, value);
      if (verdict.hidden || verdict.by === 'rule') return verdict;
      const beside = pathsBeside(path)
        .map((one) => judge.judge(one, value))
        .find(({ hidden }) => hidden);
      return beside === undefined ? verdict : { ...beside, why: `by the name beside it: ${beside.why}` };
    },
  };
}

function namesBeside(roots: readonly (ConfigNode | undefined)[]): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  const visit = (node: ConfigNode, path: KeyPath): void => {
    if (node.kind === 'list') node.items.forEach((item, index) => visit(item, [...path, index]));
    if (node.kind !== 'map') return;
    const names = node.entries.flatMap(({ key, value }) =>
      NAMES.test(key) && value.kind === 'scalar' && value.type === 'string' ? [String(value.value)] : [],
    );
    for (const { key, value } of node.entries) {
      const id = JSON.stringify([...path, key]);
      if (names.length > 0 && VALUES.test(key)) named.set(id, new Set([...(named.get(id) ?? []), ...names]));
      visit(value, [...path, key]);
    }
  };
  for (const root of roots) if (root !== undefined) visit(root, []);
  return named;
}
