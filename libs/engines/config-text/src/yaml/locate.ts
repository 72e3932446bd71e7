import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { READ_LIMITS } from '../model.js';
import { Construction } from './construct.js';
import { keyText } from './key-text.js';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './node.js';
import { isMerge } from './typed-scalar.js';

export type Parent = YamlMap | YamlList;

/** Where an edit lands in the composed document. */
export interface Located {
  /** From the root to the node, without the node. */
  readonly parents: readonly Parent[];
  /** The pair in the last parent when that is a map. */
  readonly pair: YamlPair | undefined;
  readonly node: YamlScalar | Parent;
  /** How many earlier pairs of the last parent have the same key. */
  readonly duplicates: number;
}

/** `at` = how many steps of the path could be gone; `parents` ends with the last collection on the way. */
export interface NotLocated {
  readonly depth: number;
  readonly parents: readonly Parent[];
  readonly last: YamlScalar | Parent;
  readonly lastPair: YamlPair | undefined;
}

/** Thrown when an edit must not be made; the message goes to the user. */
export class LocateRefusal extends Error {}

/** Follows a plain path through the document; refuses to go through anything that is shared by an alias. */
export class Locator {
  private readonly shared = new Set<YamlNode>();

  constructor(
    private readonly text: string,
    private readonly root: YamlScalar | Parent,
  ) {
    this.collectShared(root);
  }

  locate(path: KeyPath): Located | NotLocated {
    const parents: Parent[] = [];
    let node: YamlScalar | Parent = this.root;
    let pair: YamlPair | undefined;
    let duplicates = 0;
    for (const [depth, step] of path.entries()) {
      if (this.shared.has(node))
        throw new LocateRefusal(`"${showKey(path.slice(0, depth))}" is used in several places (anchor)`);
      if (node.kind === 'scalar') return { depth, parents, last: node, lastPair: pair };
      parents.push(node);
      const found =
        node.kind === 'list'
          ? { value: node.items[Number(step)], pairs: [] }
          : this.findPair(node, String(step));
      if (found.value === undefined) return { depth, parents, last: node, lastPair: pair };
      if (found.value.kind === 'alias') {
        throw new LocateRefusal(
          `"${showKey(path.slice(0, depth + 1))}" is an alias of a value that is written elsewhere`,
        );
      }
      pair = found.pairs.at(-1);
      duplicates = Math.max(found.pairs.length - 1, 0);
      node = found.value;
    }
    if (this.shared.has(node))
      throw new LocateRefusal(`"${showKey(path)}" is used in several places (anchor)`);
    return { parents, pair, node, duplicates };
  }

  private findPair(map: YamlMap, key: string): { value: YamlNode | undefined; pairs: readonly YamlPair[] } {
    const construction = new Construction(this.text, READ_LIMITS);
    const pairs = map.pairs.filter(
      (pair) => !isMerge(pair.key) && keyText(construction.construct(pair.key)) === key,
    );
    return { value: pairs.at(-1)?.value, pairs };
  }

  private collectShared(node: YamlNode): void {
    if (node.kind === 'alias') this.shared.add(node.target);
    if (node.kind === 'list') for (const item of node.items) this.collectShared(item);
    if (node.kind === 'map') {
      for (const { key, value } of node.pairs) {
        this.collectShared(key);
        this.collectShared(value);
      }
    }
  }
}

export function isLocated(location: Located | NotLocated): location is Located {
  return 'node' in location;
}
