import type { ConfigNode } from '../model.js';

interface NodeSize {
  readonly nodes: number;
  readonly depth: number;
}

const childrenOf = (node: ConfigNode): readonly ConfigNode[] =>
  node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries.map(({ value }) => value) : [];

/** How large a value is when it is written out, however often its parts are used: each part is measured once. */
export class NodeSizes {
  private readonly known = new WeakMap<ConfigNode, NodeSize>();

  of(node: ConfigNode): NodeSize {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const children = childrenOf(node).map((child) => this.of(child));
    const size = {
      nodes: children.reduce((sum, { nodes }) => sum + nodes, 1),
      depth: children.reduce((deepest, { depth }) => Math.max(deepest, depth + 1), 0),
    };
    this.known.set(node, size);
    return size;
  }
}
