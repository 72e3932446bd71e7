import type { ReadLimits } from '../model.js';
import type { YamlList, YamlMap, YamlNode, YamlScalar } from './node.js';
import { Directives } from './directives.js';
import { Scanner } from './scanner.js';
import { type MarkKind, type Token, tokenName } from './token.js';
import { YamlError } from './yaml-error.js';

type ComposeLimits = Pick<ReadLimits, 'maxDepth' | 'maxNodes'>;

/** Tag and anchor in front of a node. */
interface Properties {
  readonly start: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

/**
 * One flow collection that starts at `at`, and where it ends. For a caller that knows that nothing but a blank, a
 * comment or a line break may follow; anchors of the rest of the document are unknown here.
 */
export function composeFlow(
  text: string,
  offset: number,
  limits: ComposeLimits,
): { node: YamlNode; end: number } {
  const node = new Composer(new Scanner(text, offset), limits).flow();
  return { node, end: node.end };
}

/** The only document of a text; undefined when there is none. A second document is an error, as in `Yaml.load`. */
export function compose(text: string, limits: ComposeLimits): YamlNode | undefined {
  return new Composer(new Scanner(text), limits).singleDocument();
}

class Composer {
  private readonly anchors = new Map<string, YamlScalar | YamlList | YamlMap>();
  private readonly directives = new Directives();
  private depth = 0;
  private nodes = 0;

  constructor(
    private readonly scanner: Scanner,
    private readonly limits: ComposeLimits,
  ) {}

  flow(): YamlNode {
    return this.node(false, false);
  }

  singleDocument(): YamlNode | undefined {
    if (this.is('streamEnd')) return undefined;
    const isExplicit = this.is('directive', 'documentStart');
    if (isExplicit && !this.startDocument()) return undefined;
    const isEmpty = isExplicit && this.is('directive', 'documentStart', 'documentEnd', 'streamEnd');
    const root = isEmpty ? empty(this.scanner.peek().start) : this.node(true, false);
    while (this.is('documentEnd')) this.scanner.next();
    const next = this.scanner.peek();
    if (next.kind !== 'streamEnd' && this.startDocument())
      throw new YamlError('expected a single document in the stream, but found another document', next.start);
    return root;
  }

  /** Up to and including `---`; false at the end of the text. */
  private startDocument(): boolean {
    while (this.is('documentEnd')) this.scanner.next();
    if (this.is('streamEnd')) return false;
    this.directives.takeDirective(this.scanner);
    if (this.is('streamEnd')) return false;
    if (!this.is('documentStart')) throw unexpected("expected '<document start>'", this.scanner.peek());
    this.scanner.next();
    return true;
  }

  private is(...kinds: readonly Token['kind'][]): boolean {
    return kinds.includes(this.scanner.peek().kind);
  }

  private node(isBlock: boolean, allowsIndentless: boolean): YamlNode {
    const first = this.scanner.peek();
    if (++this.nodes > this.limits.maxNodes) {
      throw new YamlError(
        `more than ${this.limits.maxNodes} values; the file is not read any further`,
        first.start,
      );
    }
    if (first.kind === 'alias') return this.alias(first);
    const properties = this.properties();
    const token = this.scanner.peek();
    switch (token.kind) {
      case 'scalar':
        return this.scalar(token, properties);
      case 'flowSequenceStart':
        return this.nested(() => this.flowList(properties));
      case 'flowMappingStart':
        return this.nested(() => this.flowMap(properties));
      case 'blockEntry':
        if (allowsIndentless) return this.nested(() => this.indentlessList(properties));
        break;
      case 'blockSequenceStart':
        if (isBlock) return this.nested(() => this.blockList(properties));
        break;
      case 'blockMappingStart':
        if (isBlock) return this.nested(() => this.blockMap(properties));
        break;
      default:
    }
    if (properties.tag === undefined && properties.anchor === undefined) {
      throw unexpected('expected the node content', token);
    }
    return this.register({
      kind: 'scalar',
      text: '',
      style: 'absent',
      textStart: token.start,
      end: token.start,
      ...properties,
    });
  }

  private nested<T>(compose: () => T): T {
    if (++this.depth > this.limits.maxDepth) {
      throw new YamlError(
        `nested deeper than the limit of ${this.limits.maxDepth} levels`,
        this.scanner.peek().start,
      );
    }
    const node = compose();
    this.depth--;
    return node;
  }

  private alias(token: Token & { readonly name: string }): YamlNode {
    const target = this.anchors.get(token.name);
    if (target === undefined) throw new YamlError(`found undefined alias ${token.name}`, token.start);
    this.scanner.next();
    return { kind: 'alias', start: token.start, end: token.end, target };
  }

  private properties(): Properties {
    let tag: string | undefined;
    let anchor: string | undefined;
    const { start } = this.scanner.peek();
    for (let token = this.scanner.peek(); ; token = this.scanner.peek()) {
      if (token.kind === 'anchor' && anchor === undefined) anchor = token.name;
      else if (token.kind === 'tag' && tag === undefined) tag = this.directives.fullTag(token);
      else return { start, tag, anchor };
      this.scanner.next();
    }
  }

  private register<T extends YamlScalar | YamlList | YamlMap>(node: T): T {
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    return node;
  }

  private scalar(token: Token & { readonly kind: 'scalar' }, properties: Properties): YamlScalar {
    this.scanner.next();
    const { value: text, style, start: textStart, end, byLines } = token;
    const open = byLines !== undefined && { byLines };
    return this.register({ kind: 'scalar', text, style, textStart, end, ...open, ...properties });
  }

  private blockList(properties: Properties): YamlList {
    this.scanner.next();
    const list = this.register<YamlList>({
      kind: 'list',
      items: [],
      style: 'block',
      end: properties.start,
      ...properties,
    });
    while (this.is('blockEntry')) this.listItem(list, 'blockEntry', 'blockEnd');
    this.expect('blockEnd', 'while parsing a block collection: expected <block end>');
    return list;
  }

  private indentlessList(properties: Properties): YamlList {
    const list = this.register<YamlList>({
      kind: 'list',
      items: [],
      style: 'block',
      end: properties.start,
      ...properties,
    });
    while (this.is('blockEntry')) this.listItem(list, 'blockEntry', 'key', 'value', 'blockEnd');
    return list;
  }

  private listItem(list: YamlList, ...before: readonly MarkKind[]): void {
    const dash = this.scanner.next();
    const item = this.is(...before) ? empty(dash.end) : this.node(true, false);
    list.items.push(item);
    list.end = Math.max(dash.end, item.end);
  }

  private blockMap(properties: Properties): YamlMap {
    this.scanner.next();
    const map = this.register<YamlMap>({
      kind: 'map',
      pairs: [],
      style: 'block',
      end: properties.start,
      ...properties,
    });
    while (this.is('key')) {
      const mark = this.scanner.next();
      const key = this.is('key', 'value', 'blockEnd') ? empty(mark.end) : this.node(true, true);
      const value = this.blockValue(key.end);
      map.pairs.push({ key, value });
      map.end = Math.max(key.end, value.end);
    }
    this.expect('blockEnd', 'while parsing a block mapping: expected <block end>');
    return map;
  }

  private blockValue(offset: number): YamlNode {
    if (this.is('value')) {
      const mark = this.scanner.next();
      return this.is('key', 'value', 'blockEnd') ? empty(mark.end) : this.node(true, true);
    }
    // SnakeYAML takes a scalar behind a complex key as its value even without a colon
    return this.is('scalar') ? this.node(true, true) : empty(offset);
  }

  private flowList(properties: Properties): YamlList {
    this.scanner.next();
    const list = this.register<YamlList>({
      kind: 'list',
      items: [],
      style: 'flow',
      end: properties.start,
      ...properties,
    });
    while (!this.is('flowSequenceEnd')) {
      if (list.items.length > 0) {
        this.expect('flowEntry', "while parsing a flow sequence: expected ',' or ']'");
        if (this.is('flowSequenceEnd')) break;
      }
      list.items.push(this.is('key') ? this.nested(() => this.singlePair()) : this.node(false, false));
    }
    list.end = this.scanner.next().end;
    return list;
  }

  /** `[a: b]` is a list with a map of one pair. */
  private singlePair(): YamlMap {
    const mark = this.scanner.next();
    const key = this.is('value', 'flowEntry', 'flowSequenceEnd') ? empty(mark.end) : this.node(false, false);
    const value = this.flowValue(key.end, 'flowSequenceEnd');
    const pairs = [{ key, value }];
    return {
      kind: 'map',
      pairs,
      style: 'flow',
      start: mark.start,
      end: value.end,
      tag: undefined,
      anchor: undefined,
    };
  }

  private flowMap(properties: Properties): YamlMap {
    this.scanner.next();
    const map = this.register<YamlMap>({
      kind: 'map',
      pairs: [],
      style: 'flow',
      end: properties.start,
      ...properties,
    });
    while (!this.is('flowMappingEnd')) {
      if (map.pairs.length > 0) {
        this.expect('flowEntry', "while parsing a flow mapping: expected ',' or '}'");
        if (this.is('flowMappingEnd')) break;
      }
      map.pairs.push(this.flowPair());
    }
    map.end = this.scanner.next().end;
    return map;
  }

  private flowPair(): { key: YamlNode; value: YamlNode } {
    if (!this.is('key')) {
      const key = this.node(false, false);
      return { key, value: empty(key.end) };
    }
    const mark = this.scanner.next();
    const key = this.is('value', 'flowEntry', 'flowMappingEnd') ? empty(mark.end) : this.node(false, false);
    return { key, value: this.flowValue(key.end, 'flowMappingEnd') };
  }

  private flowValue(offset: number, end: MarkKind): YamlNode {
    if (!this.is('value')) return empty(offset);
    const mark = this.scanner.next();
    return this.is('flowEntry', end) ? empty(mark.end) : this.node(false, false);
  }

  private expect(kind: MarkKind, wanted: string): void {
    const token = this.scanner.peek();
    if (token.kind !== kind) throw unexpected(wanted, token);
    this.scanner.next();
  }
}

function empty(offset: number): YamlScalar {
  return {
    kind: 'scalar',
    text: '',
    style: 'absent',
    start: offset,
    textStart: offset,
    end: offset,
    tag: undefined,
    anchor: undefined,
  };
}

function unexpected(wanted: string, token: Token): YamlError {
  return new YamlError(`${wanted}, but found '<${tokenName(token)}>'`, token.start);
}
