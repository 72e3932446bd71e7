import type { ConfigNode, ListNode, MapEntry, MapNode, Notice, ScalarNode } from '../model.js';
import { keyText } from './key-text.js';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './node.js';
import { CORE_TAG, typedScalar } from './typed-scalar.js';
import { positionOf, YamlError } from './yaml-error.js';

type Source = YamlScalar | YamlList | YamlMap;

interface Built {
  readonly node: ConfigNode;
  /** Nodes in it after aliases are resolved. */
  readonly size: number;
}

/**
 * Gives the composed document its types, as SnakeYAML's `SafeConstructor`: merge keys are resolved, of two equal keys
 * the last one stays (and is reported), an alias gives the very node it points to.
 */
export class Construction {
  readonly notices: Notice[] = [];
  private readonly built = new Map<Source, Built>();
  private readonly open = new Set<Source>();

  constructor(
    private readonly text: string,
    private readonly maxNodes: number,
  ) {}

  construct(node: YamlNode): ConfigNode {
    return this.build(node).node;
  }

  private build(node: YamlNode): Built {
    const source = node.kind === 'alias' ? node.target : node;
    const known = this.built.get(source);
    if (known !== undefined) return known;
    if (this.open.has(source))
      throw new YamlError('an alias points to a node that it is part of', node.start);
    if (source.kind === 'scalar') {
      const built = { node: this.scalar(source), size: 1 };
      if (source.anchor !== undefined) this.built.set(source, built);
      return built;
    }
    this.open.add(source);
    const built = source.kind === 'list' ? this.list(source) : this.map(source);
    this.open.delete(source);
    if (built.size > this.maxNodes) {
      throw new YamlError(`more than ${this.maxNodes} values after aliases are resolved`, source.start);
    }
    this.built.set(source, built);
    return built;
  }

  private scalar(source: YamlScalar): ScalarNode {
    const { type, value } = typedScalar(source);
    if (type === 'unknown') this.reportTag(source);
    return {
      kind: 'scalar',
      type,
      value,
      span: { start: source.textStart, end: source.end },
      style: source.style,
    };
  }

  private list(source: YamlList): Built {
    const tag = this.coreTag(source);
    if (tag === 'omap') return this.orderedMap(source);
    if (tag !== undefined && tag !== 'seq' && tag !== 'pairs') throw misfit(source);
    let size = 1;
    const items = source.items.map((item) => {
      const built = this.build(item);
      size += built.size;
      return built.node;
    });
    const node: ListNode = { kind: 'list', items, span: spanOf(source), style: source.style };
    return { node, size };
  }

  /** `!!omap`: a list of maps with one pair each, read as one map. */
  private orderedMap(source: YamlList): Built {
    const pairs = source.items.map((item) => {
      const map = item.kind === 'alias' ? item.target : item;
      if (map.kind !== 'map' || map.pairs.length !== 1) {
        throw new YamlError('while constructing an ordered map: expected a mapping of length 1', item.start);
      }
      return map.pairs[0]!;
    });
    return this.mapOf(source, pairs);
  }

  private map(source: YamlMap): Built {
    const tag = this.coreTag(source);
    if (tag !== undefined && tag !== 'map' && tag !== 'set') throw misfit(source);
    source.pairs = this.withoutDuplicates(source);
    const isMerged = source.pairs.some(({ key }) => isMerge(key));
    const built = this.mapOf(source, isMerged ? this.merged(source) : source.pairs);
    return tag === 'set' && built.node.kind === 'map'
      ? { ...built, node: { ...built.node, set: true } }
      : built;
  }

  private mapOf(source: YamlMap | YamlList, pairs: readonly YamlPair[]): Built {
    let size = 1;
    const byKey = new Map<string, MapEntry>();
    for (const pair of pairs) {
      const key = this.construct(pair.key);
      const value = this.build(pair.value);
      size += value.size + 1;
      const text = keyText(key);
      const keyType = key.kind === 'scalar' ? key.type : 'string';
      if (keyType === 'null')
        this.report('null_key', 'a key is null; the server calls it "null"', pair.key.start);
      const keySpan = key.kind === 'scalar' && pair.key.kind !== 'alias' ? key.span : spanOf(pair.key);
      // keys of different types with one spelling (`8` and `'8'`) are one key for everyone who asks by text
      if (byKey.delete(text)) this.reportDuplicate(text, pair.key.start);
      byKey.set(text, { key: text, keyType, keySpan, value: value.node });
    }
    const node: MapNode = {
      kind: 'map',
      entries: [...byKey.values()],
      span: spanOf(source),
      style: source.style,
    };
    return { node, size };
  }

  private withoutDuplicates(source: YamlMap): YamlPair[] {
    const last = new Map<string, number>();
    const dropped = new Set<number>();
    source.pairs.forEach(({ key }, index) => {
      if (isMerge(key)) return;
      const identity = this.identity(key);
      const earlier = last.get(identity);
      if (earlier !== undefined) {
        dropped.add(earlier);
        this.reportDuplicate(keyText(this.construct(key)), key.start);
      }
      last.set(identity, index);
    });
    return dropped.size === 0 ? source.pairs : source.pairs.filter((_pair, index) => !dropped.has(index));
  }

  /** Equal exactly when Java's keys are equal. */
  private identity(key: YamlNode): string {
    const node = this.construct(key);
    return `${node.kind === 'scalar' ? node.type : node.kind}:${keyText(node)}`;
  }

  /** `mergeNode`: own keys win over merged ones, but stand where the merge put them first. */
  private merged(source: YamlMap): YamlPair[] {
    const pairs = new Map<string, YamlPair>();
    this.merge(source, true, pairs, new Set());
    return [...pairs.values()];
  }

  private merge(source: YamlMap, isOwn: boolean, pairs: Map<string, YamlPair>, open: Set<YamlMap>): void {
    if (open.has(source))
      throw new YamlError('a merge key points to the map that it is part of', source.start);
    open.add(source);
    for (const pair of source.pairs) {
      if (isMerge(pair.key)) {
        for (const map of this.mergedMaps(pair.value)) this.merge(map, false, pairs, open);
        continue;
      }
      const identity = this.identity(pair.key);
      if (isOwn || !pairs.has(identity)) pairs.set(identity, pair);
    }
    open.delete(source);
  }

  private mergedMaps(value: YamlNode): YamlMap[] {
    const source = value.kind === 'alias' ? value.target : value;
    if (source.kind === 'map') return [source];
    if (source.kind !== 'list') {
      throw new YamlError(
        'expected a mapping or list of mappings for merging, but found a scalar',
        value.start,
      );
    }
    return source.items.map((item) => {
      const map = item.kind === 'alias' ? item.target : item;
      if (map.kind !== 'map') throw new YamlError('expected a mapping for merging', item.start);
      return map;
    });
  }

  /** The name of a core tag of a collection; undefined when there is none or nobody knows it (which is reported). */
  private coreTag(source: YamlList | YamlMap): string | undefined {
    const { tag } = source;
    if (tag === undefined || tag === '!') return undefined;
    const name = tag.startsWith(CORE_TAG) ? tag.slice(CORE_TAG.length) : undefined;
    if (name !== undefined && KNOWN_TAGS.has(name)) return name;
    this.reportTag(source);
    return undefined;
  }

  private reportTag(source: Source): void {
    const message = `the tag ${source.tag} is unknown to the server's own reader; the plugin may know it`;
    this.report('unknown_tag', message, source.start);
  }

  private reportDuplicate(key: string, offset: number): void {
    this.report('duplicate_key', `the key "${key}" is there twice; the last one counts`, offset);
  }

  private report(code: Notice['code'], message: string, offset: number): void {
    this.notices.push({ code, message, line: positionOf(this.text, offset).line });
  }
}

const KNOWN_TAGS: ReadonlySet<string> = new Set([
  ...['null', 'bool', 'int', 'float', 'binary', 'timestamp', 'str', 'seq', 'map', 'set', 'omap', 'pairs'],
]);

function isMerge(key: YamlNode): boolean {
  if (key.kind !== 'scalar') return false;
  return (
    key.tag === `${CORE_TAG}merge` || (key.tag === undefined && key.style === 'plain' && key.text === '<<')
  );
}

function misfit(source: YamlList | YamlMap): YamlError {
  return new YamlError(`a ${source.kind} does not fit its tag ${source.tag}`, source.start);
}

function spanOf(source: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start: source.start, end: source.end };
}
