import type { ConfigNode, ListNode, MapNode } from './model.js';

/**
 * The tree for a reader that takes a text line by line and puts a line break behind each, as Bukkit's
 * `FileConfiguration.load` does: a block scalar that ends the text then ends with a line break of its own. Everything else
 * is the same with and without a last line break.
 */
export function readByLines(root: ConfigNode): ConfigNode {
  return root.kind !== 'scalar' && root.endsOpen === true ? settled(root) : root;
}

function settled(node: ConfigNode): ConfigNode {
  if (node.kind === 'scalar') {
    if (node.byLines === undefined) return node;
    const { byLines, ...scalar } = node;
    return { ...scalar, value: byLines };
  }
  return node.kind === 'list' ? settledList(node) : settledMap(node);
}

function settledList({ endsOpen: _endsOpen, ...list }: ListNode): ListNode {
  return { ...list, items: list.items.map(settled) };
}

function settledMap({ endsOpen: _endsOpen, ...map }: MapNode): MapNode {
  return { ...map, entries: map.entries.map((entry) => ({ ...entry, value: settled(entry.value) })) };
}
