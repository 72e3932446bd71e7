import type { ConfigNode, ListNode, MapEntry, MapNode, Notice, ReadLimits, ScalarNode } from '../model.js';
import { keyText, keyTextLength } from './key-text.js';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './node.js';
import { CORE_TAG, isMerge, typedScalar } from './typed-scalar.js';
import { LineIndex } from '../source/line-index.js';
import { YamlError } from './yaml-error.js';

type Source = YamlScalar | YamlList | YamlMap;

interface Built {
  readonly node: ConfigNode;
  /** Nodes in it after aliases are resolved. */
  readonly size: number;
  /** Levels below it after aliases are resolved. */
  readonly height: number;
}

type BuildLimits = Pick<ReadLimits, 'maxDepth' | 'maxNodes'>;

/** A person reads no more than this; a hostile file could have millions. */
const MOST_NOTICES = 1000;

/** Characters of all keys that are lists or maps: their text repeats what aliases point to. */
const LONGEST_COMPLEX_KEYS = 1_000_000;

/**
 * Gives the composed document its types, as SnakeYAML's `SafeConstructor`: merge keys are resolved, of two equal keys
 * the last one stays (and is reported), an alias gives the very node it points to.
 */
export class Construction {
  readonly notices: Notice[] = [];
  private readonly built = new Map<Source, Built>();
  private readonly open = new Set<Source>();

  private readonly lines: LineIndex;
  /** Pairs that merge keys brought along. */
  private merges = 0;
  private complexKeys = 0;
  private endsOpen = false;

  constructor(
    text: string,
    private readonly limits: BuildLimits,
  ) {
    this.lines = new LineIndex(text);
  }

  construct(node: YamlNode): ConfigNode {
    return this.build(node).node;
  }

  /** The whole document. */
  root(document: YamlNode): ConfigNode {
    const root = this.construct(document);
    return this.endsOpen && root.kind !== 'scalar' ? { ...root, endsOpen: true } : root;
  }

  private build(node: YamlNode): Built {
    const source = node.kind === 'alias' ? node.target : node;
    const known = this.built.get(source);
    if (known !== undefined) return known;
    if (this.open.has(source))
      throw new YamlError('an alias points to a node that it is part of', node.start);
    if (source.kind === 'scalar') {
      const built = { node: this.scalar(source), size: 1, height: 0 };
      if (source.anchor !== undefined) this.built.set(source, built);
      return built;
    }
    this.open.add(source);
    const built = source.kind === 'list' ? this.buildList(source) : this.map(source);
    this.open.delete(source);
    if (built.height > this.limits.maxDepth) {
      throw new YamlError(
        `nested deeper than the limit of ${this.limits.maxDepth} levels after aliases are resolved`,
        source.start,
      );
    }
    this.built.set(source, built);
    return built;
  }

  private scalar(source: YamlScalar): ScalarNode {
    const { type, value } = typedScalar(source);
    if (type === 'unknown') this.reportTag(source);
    const isOpen = source.byLines !== undefined && type === 'string';
    if (isOpen) this.endsOpen = true;
    return {
      kind: 'scalar',
      type,
      value,
      span: { start: source.textStart, end: source.end },
      style: source.style,
      ...(isOpen && { byLines: source.byLines }),
    };
  }

  private buildList(source: YamlList): Built {
    const tag = this.coreTag(source);
    if (tag === 'omap') return this.orderedMap(source);
    if (tag !== undefined && tag !== 'seq' && tag !== 'pairs') throw misfit(source);
    let size = 1;
    let height = 0;
    const items = source.items.map((item) => {
      const built = this.build(item);
      size = this.checkedSize(size + built.size, item);
      height = Math.max(height, built.height + 1);
      return built.node;
    });
    const node: ListNode = { kind: 'list', items, span: spanOf(source), style: source.style };
    return { node, size, height };
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
    // what merges this map later gets its pairs as they are now, as in SnakeYAML
    if (source.pairs.some(({ key }) => isMerge(key))) source.pairs = this.merged(source);
    const built = this.mapOf(source, source.pairs);
    return tag === 'set' && built.node.kind === 'map'
      ? { ...built, node: { ...built.node, set: true } }
      : built;
  }

  private mapOf(source: YamlMap | YamlList, pairs: readonly YamlPair[]): Built {
    let size = 1;
    let height = 0;
    const byKey = new Map<string, MapEntry>();
    for (const pair of pairs) {
      const { node: key, size: keySize } = this.build(pair.key);
      const value = this.build(pair.value);
      size = this.checkedSize(size + value.size + keySize, pair.key);
      height = Math.max(height, value.height + 1);
      const text = this.keyText(key, pair.key);
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
    return { node, size, height };
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
        this.reportDuplicate(this.keyText(this.construct(key), key), key.start);
      }
      last.set(identity, index);
    });
    return dropped.size === 0 ? source.pairs : source.pairs.filter((_pair, index) => !dropped.has(index));
  }

  /** Equal exactly when Java's keys are equal. */
  private identity(key: YamlNode): string {
    const node = this.construct(key);
    return `${node.kind === 'scalar' ? node.type : node.kind}:${this.keyText(node, key)}`;
  }

  private keyText(key: ConfigNode, source: YamlNode): string {
    if (key.kind !== 'scalar') {
      this.complexKeys += keyTextLength(key, LONGEST_COMPLEX_KEYS);
      if (this.complexKeys > LONGEST_COMPLEX_KEYS)
        throw new YamlError('the lists and maps that are used as keys are too long', source.start);
    }
    return keyText(key);
  }

  private checkedSize(size: number, source: YamlNode): number {
    if (size <= this.limits.maxNodes) return size;
    throw new YamlError(`more than ${this.limits.maxNodes} values after aliases are resolved`, source.start);
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
    const all = source.pairs;
    // SnakeYAML takes merge keys out while it follows them: an alias of an inner map finds them gone later
    source.pairs = all.filter(({ key }) => !isMerge(key));
    for (const pair of all) {
      if (isMerge(pair.key)) {
        for (const map of this.mergedMaps(pair.value)) this.merge(map, false, pairs, open);
        continue;
      }
      this.merges = this.checkedSize(this.merges + 1, pair.key);
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

  /** The name of a core tag of a collection; undefined when there is none or it is unknown (which is reported). */
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
    if (this.notices.length >= MOST_NOTICES) return;
    this.notices.push({ code, message, line: this.lines.positionOf(offset).line });
  }
}

const KNOWN_TAGS: ReadonlySet<string> = new Set([
  ...['null', 'bool', 'int', 'float', 'binary', 'timestamp', 'str', 'seq', 'map', 'set', 'omap', 'pairs'],
]);

function misfit(source: YamlList | YamlMap): YamlError {
  return new YamlError(`a ${source.kind} does not fit its tag ${source.tag}`, source.start);
}

function spanOf(source: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start: source.start, end: source.end };
}
