import type { ConfigNode, ListNode, MapEntry, MapNode, Span } from '../model.js';

/** Sections joined into one: later values win, sections below join as well. */
export function joinedMaps(maps: readonly ConfigNode[], span: Span): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const map of maps) {
    if (map.kind !== 'map') continue;
    for (const entry of map.entries) {
      const before = entries.get(entry.key);
      const value =
        before?.value.kind === 'map' && entry.value.kind === 'map'
          ? joinedMaps([before.value, entry.value], entry.value.span)
          : entry.value;
      entries.set(entry.key, { ...entry, value });
    }
  }
  return { kind: 'map', entries: [...entries.values()], span, style: 'block' };
}

export function joinedLists(lists: readonly ConfigNode[], span: Span): ListNode {
  const items = lists.flatMap((list) => (list.kind === 'list' ? list.items : []));
  return { kind: 'list', items, span, style: 'flow' };
}
