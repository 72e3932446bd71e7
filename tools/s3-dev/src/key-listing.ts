import { compareKeys, firstAtOrAfter } from './key-order.js';

export interface ListingRequest {
  prefix: string;
  delimiter: string;
  /** Only what sorts after this key or common prefix. */
  after: string;
  maxKeys: number;
}

export interface KeyListing {
  keys: string[];
  commonPrefixes: string[];
  /** Set when there is more: the last key or common prefix of this page. */
  next?: string;
}

/** One page of a bucket's keys; keys that share a part up to the delimiter count as one common prefix. */
export function listKeys(sorted: readonly string[], request: ListingRequest): KeyListing {
  const { prefix, delimiter, after, maxKeys } = request;
  const page: KeyListing = { keys: [], commonPrefixes: [] };
  let last = after;
  let index = firstAtOrAfter(sorted, compareKeys(prefix, after) > 0 ? prefix : after);
  while (index < sorted.length && sorted[index]!.startsWith(prefix)) {
    const key = sorted[index]!;
    const group = commonPrefix(key, prefix, delimiter);
    const item = group ?? key;
    if (compareKeys(item, after) > 0) {
      if (page.keys.length + page.commonPrefixes.length >= maxKeys) return { ...page, next: last };
      if (group === undefined) page.keys.push(key);
      else page.commonPrefixes.push(group);
      last = item;
    }
    index = group === undefined ? index + 1 : firstAfterGroup(sorted, group, index);
  }
  return page;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** Doubles its stride, so that a group of a million keys costs twenty looks and a small one costs two. */
function firstAfterGroup(sorted: readonly string[], group: string, from: number): number {
  let stride = 1;
  while (from + stride < sorted.length && sorted[from + stride]!.startsWith(group)) stride *= 2;
  let [low, high] = [from + (stride >>> 1), Math.min(from + stride, sorted.length)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.startsWith(group)) low = middle + 1;
    else high = middle;
  }
  return low;
}
