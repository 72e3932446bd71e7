import type { ScalarStyle } from './token.js';

/**
 * The composed document, before values are typed: what SnakeYAML calls the node graph. `tag` is the full resolved tag
 * as written (`tag:yaml.org,2002:str`, `!custom`); undefined when implicit.
 */
interface Located {
  readonly start: number;
  end: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export interface YamlScalar extends Located {
  readonly kind: 'scalar';
  readonly text: string;
  /** `absent`: nothing is written there. */
  readonly style: ScalarStyle | 'absent';
  /** See `ScalarNode.byLines`. */
  readonly byLines?: string;
  /** Offset of the scalar itself, behind tag and anchor. */
  readonly textStart: number;
}

export interface YamlList extends Located {
  readonly kind: 'list';
  readonly items: YamlNode[];
  readonly style: 'block' | 'flow';
}

export interface YamlMap extends Located {
  readonly kind: 'map';
  pairs: YamlPair[];
  readonly style: 'block' | 'flow';
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** `*name`: another place of the same document. */
export interface YamlAlias {
  readonly kind: 'alias';
  readonly start: number;
  readonly end: number;
  readonly target: YamlScalar | YamlList | YamlMap;
}

export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias;

/** The node that a document or a part of it ends with. */
export function lastOf(node: YamlNode | undefined): YamlNode | undefined {
  if (node?.kind === 'map') return lastOf(node.pairs.at(-1)?.value);
  return node?.kind === 'list' ? lastOf(node.items.at(-1)) : node;
}
