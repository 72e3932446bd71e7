import { javaDouble } from '../scalar-text.js';
import type { ConfigNode } from '../model.js';

/** What Java's `String.valueOf` makes of a key after typing: `010` is "8", `on` is "true", a list is "[a, b]". */
export function keyText(node: ConfigNode): string {
  if (node.kind === 'list') return `[${node.items.map(keyText).join(', ')}]`;
  if (node.kind === 'map') {
    if (node.set === true) return `[${node.entries.map(({ key }) => key).join(', ')}]`;
    return `{${node.entries.map(({ key, value }) => `${key}=${keyText(value)}`).join(', ')}}`;
  }
  if (node.type === 'float') return javaDouble(Number(node.value));
  if (node.type === 'date') return javaDate(String(node.value));
  return String(node.value);
}

/** Roughly the length of `keyText`, without making it; stops counting above `limit`. */
export function keyTextLength(node: ConfigNode, limit: number): number {
  if (node.kind === 'scalar') return String(node.value).length + 1;
  let length = 2;
  for (const part of node.kind === 'list' ? node.items : node.entries) {
    length += 'key' in part ? part.key.length + keyTextLength(part.value, limit) : keyTextLength(part, limit);
    if (length > limit) break;
  }
  return length;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `java.util.Date.toString` on a server whose time zone is UTC. */
function javaDate(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day} ${time} UTC ${date.getUTCFullYear()}`;
}
