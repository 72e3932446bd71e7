import type { ConfigNode, MapEntry, MapNode, ReadLimits, ScalarNode } from '../model.js';
import { type Reading, ReadFailure } from '../source/reading.js';
import { textOfScalar } from './hocon-scalar.js';
import {
  type HoconValue,
  notJoinable,
  type Pending,
  type Piece,
  type Reference,
  type Section,
} from './hocon-tree.js';
import { type Weighed, weightOf, withoutLooseText } from './loose-text.js';
import { joinedLists, joinedMaps } from './join-nodes.js';
import { NodeSizes } from './node-sizes.js';

/** A text made of references may not grow beyond this: each may stand for two more. */
const MAX_JOINED_LENGTH = 1024 * 1024;

/**
 * Settles the references of a file as far as the file itself can. One whose target is not here (a variable of the
 * environment, a file that is included), or that needs itself, stays as its own source text, with a notice.
 */
export function resolveHocon(root: Section, reading: Reading, limits: ReadLimits): MapNode {
  return new Resolver(root, reading, limits.maxDepth).section(root);
}

class Resolver {
  private readonly settled = new Map<HoconValue, ConfigNode | undefined>();
  private readonly inProgress = new Set<HoconValue>();
  /** How a number is spelled where it stands, for those that are used elsewhere. */
  private readonly spelling = new Map<ConfigNode, string>();
  private readonly sizes = new NodeSizes();
  /** The reference that was looked up last leads to what is being resolved, or to what cannot be resolved. */
  private hitsItself = false;

  constructor(
    private readonly root: Section,
    private readonly reading: Reading,
    private readonly maxDepth: number,
  ) {}

  section(section: Section): MapNode {
    const entries: MapEntry[] = [];
    for (const [key, { keySpan, value }] of section.entries) {
      const node = this.node(value);
      if (node !== undefined) entries.push({ key, keyType: 'string', keySpan, value: node });
    }
    return { kind: 'map', entries, span: section.span, style: section.isBraced ? 'flow' : 'block' };
  }

  /** Undefined: nothing but references that may be missing, and are. */
  private node(value: HoconValue): ConfigNode | undefined {
    if (value.kind === 'scalar') return value;
    if (this.settled.has(value)) return this.settled.get(value);
    this.reading.enter(value.span.start);
    this.inProgress.add(value);
    const node = this.made(value);
    this.inProgress.delete(value);
    this.reading.leave();
    this.settled.set(value, node);
    return node;
  }

  private made(value: Exclude<HoconValue, ScalarNode>): ConfigNode | undefined {
    if (value.kind === 'section') return this.section(value);
    // joined here, not further down: a thousand references behind each other have to fit on the stack
    if (value.kind === 'pending') return this.onItsGround(value, this.joined(value));
    const items = value.items.flatMap((item) => this.node(item) ?? []);
    return { kind: 'list', items, span: value.span, style: 'flow' };
  }

  private onItsGround(value: Pending, own: ConfigNode | undefined): ConfigNode | undefined {
    const { previous, pieces, span } = value;
    if (own === undefined) return previous === undefined ? undefined : this.node(previous);
    const isReference = previous === undefined && pieces.some(({ kind }) => kind === 'reference');
    // What it stood on before is nowhere else to be seen, so that the same text may mean something else
    if (!isReference) return this.onTopOfBefore(own, previous);
    return { ...own, reference: this.reading.text.slice(span.start, span.end) };
  }

  private onTopOfBefore(own: ConfigNode, before: HoconValue | undefined): ConfigNode {
    if (own.kind !== 'map' || before === undefined) return own;
    const previous = this.node(before);
    return previous?.kind === 'map' ? joinedMaps([previous, own], own.span) : own;
  }

  /** Undefined: every part is a reference that may be missing, and is. */
  private joined(value: Pending): ConfigNode | undefined {
    const parts: Weighed<ConfigNode>[] = [];
    let text = '';
    let textsInARow = 0;
    for (const [index, piece] of value.pieces.entries()) {
      // The library joins texts in a row before it knows what the reference before them stands for
      const before = value.pieces[index - 1];
      const isDropped = isContainer(before) || (isText(before) && textsInARow === 0);
      textsInARow = isText(piece) && !isDropped ? textsInARow + 1 : 0;
      const isJoined = textsInARow > 1;
      if (piece.kind === 'blank') {
        text += piece.text;
        parts.push({ weight: isJoined ? 'fixed' : 'loose' });
        continue;
      }
      const node = piece.kind === 'reference' ? this.target(piece) : this.node(piece);
      if (node !== undefined) {
        const own = node.kind === 'scalar' ? weightOf(node, this.reading.text) : 'container';
        parts.push({ weight: isJoined ? 'fixed' : own, value: node });
        if (node.kind === 'scalar') text += this.scalarText(node);
        if (text.length > MAX_JOINED_LENGTH)
          throw new ReadFailure('references make a text of more than a million characters', value.span.start);
      } else if (piece.kind === 'reference' && this.isUnknown(piece, value)) {
        return this.ownText(value);
      }
    }
    if (parts.every(({ value: part }) => part === undefined) && text.trim() === '') return undefined;
    return this.ofNodes(withoutLooseText(parts), text, value);
  }

  private ofNodes(nodes: readonly ConfigNode[], text: string, value: Pending): ConfigNode {
    const { pieces, span } = value;
    if (pieces.length === 1 && nodes.length === 1) return this.used(nodes[0]!, span);
    if (nodes.every((node) => node.kind === 'map')) return joinedMaps(nodes, span);
    if (nodes.every((node) => node.kind === 'list')) return joinedLists(nodes, span);
    if (!nodes.every((node) => node.kind === 'scalar')) throw notJoinable(value);
    return { kind: 'scalar', type: 'string', value: text, span, style: 'plain' };
  }

  /** A value that stands elsewhere, at the place where it is used. */
  private used(node: ConfigNode, span: Pending['span']): ConfigNode {
    if (node.kind === 'list') return { ...node, span };
    if (node.kind === 'map') return { ...node, span, style: 'block' };
    const copy: ScalarNode = { ...node, span, style: 'plain' };
    this.spelling.set(copy, this.scalarText(node));
    return copy;
  }

  private scalarText(node: ScalarNode): string {
    return this.spelling.get(node) ?? textOfScalar(node, this.reading.text);
  }

  private ownText({ span }: Pending): ScalarNode {
    const value = this.reading.text.slice(span.start, span.end);
    return { kind: 'scalar', type: 'unknown', value, span, style: 'plain' };
  }

  /** What a reference stands for; undefined with a notice when this file does not tell. */
  private target({ path, span, isOptional }: Reference): ConfigNode | undefined {
    this.hitsItself = false;
    const node = this.findNode(path);
    if (node === undefined || (node.kind === 'scalar' && node.type === 'unknown')) {
      this.hitsItself ||= node !== undefined;
      const source = this.reading.text.slice(span.start, span.end);
      const isNothing = isOptional && !this.hitsItself;
      const code = isNothing ? 'unset_reference' : 'unresolved_reference';
      const then = isNothing ? ': it is nothing, unless the environment of the server has it' : '';
      this.reading.notice(code, `${source} has no value in this file${then}`, span.start);
      return undefined;
    }
    const { nodes, depth } = this.sizes.of(node);
    this.reading.countNode(span.start, nodes);
    if (depth > this.maxDepth)
      throw new ReadFailure(`references nest deeper than ${this.maxDepth} levels`, span.start);
    return node;
  }

  /** Whether the file does not tell what a reference without a target makes of the value; one that may be missing makes nothing of it. */
  private isUnknown({ isOptional }: Reference, value: Pending): boolean {
    return !isOptional || (this.hitsItself && !hasContainer(value));
  }

  private findNode(path: readonly string[]): ConfigNode | undefined {
    let value: HoconValue | ConfigNode | undefined = this.root;
    for (const part of path) {
      if (value?.kind === 'pending') value = this.settledOrBefore(value);
      if (value?.kind === 'section') value = value.entries.get(part)?.value;
      else if (value?.kind === 'map') value = value.entries.find(({ key }) => key === part)?.value;
      else return undefined;
    }
    if (value === undefined || value.kind === 'map' || value.kind === 'list') return value;
    return this.settledOrBefore(value);
  }

  /** A value that is being settled refers to itself: then it means what the key held before. */
  private settledOrBefore(value: HoconValue): ConfigNode | undefined {
    let found: HoconValue | undefined = value;
    while (found?.kind === 'pending' && this.inProgress.has(found)) found = found.previous;
    if (found === undefined) return undefined;
    if (!this.inProgress.has(found)) return this.node(found);
    this.hitsItself = true;
    return undefined;
  }
}

const isText = (piece: Piece | undefined): boolean => piece?.kind === 'blank' || piece?.kind === 'scalar';
const isContainer = (piece: Piece | undefined): boolean =>
  piece?.kind === 'section' || piece?.kind === 'series';

const hasContainer = ({ pieces }: Pending): boolean =>
  pieces.some((piece) => isContainer(piece) || piece.kind === 'pending');
