import type { TextChange } from '../format-module.js';
import type { PlainValue } from '../model.js';
import { blockStyleOf, columnOf, eolOf } from './lines.js';
import { lineStartOf } from '../source/own-lines.js';
import { type Located, LocateRefusal } from './locate.js';
import type { YamlNode, YamlScalar } from './node.js';
import { flowText, valueText } from './write-block.js';
import { isOneValue, literalText, type OneValue, scalarText } from './write-scalar.js';

/** Gives an existing entry a new value. */
export function replaced(text: string, root: YamlNode, location: Located, value: PlainValue): TextChange[] {
  const { node } = location;
  if (node.tag !== undefined) throw new LocateRefusal(`the value has the tag ${node.tag}`);
  const inFlow = location.parents.some((parent) => parent.style === 'flow');
  if (node.kind === 'scalar' && isOneValue(value))
    return [replacedScalar(text, location, node, value, inFlow)];
  if (inFlow || (node.kind !== 'scalar' && node.style === 'flow' && !isOneValue(value))) {
    if (node.anchor !== undefined) throw new LocateRefusal('the value has an anchor');
    return [{ start: node.start, end: node.end, replacement: flowText(value) }];
  }
  return [replacedBlock(text, root, location, value)];
}

function replacedScalar(
  text: string,
  location: Located,
  node: YamlScalar,
  value: OneValue,
  inFlow: boolean,
): TextChange {
  const { style, textStart: start, end } = node;
  if (style === 'absent') {
    const offset = slotOf(text, location);
    return { start: offset, end: offset, replacement: ` ${scalarText(value, { style: 'plain', inFlow })}` };
  }
  const isBlock = style === 'literal' || style === 'folded';
  const literal =
    isBlock && typeof value === 'string'
      ? literalText(value, contentIndent(text, location, node), eolOf(text, start))
      : undefined;
  // The line break that ends the text is part of this value, and of no other
  const endsText = !/[\r\n]/.test(text.slice(end));
  if (literal !== undefined && endsText && typeof value === 'string' && value.endsWith('\n'))
    return { start, end: text.length, replacement: literal + eolOf(text, start) };
  return {
    start,
    end,
    replacement: literal ?? scalarText(value, { style: isBlock ? 'plain' : style, inFlow }),
  };
}

/** Behind the colon or dash of an entry that has no value. */
function slotOf(text: string, location: Located): number {
  const { node } = location;
  const before = text[node.start - 1];
  if (node.anchor === undefined && (before === ':' || before === '-')) return node.start;
  throw new LocateRefusal('there is no place for a value behind this key');
}

/** Indentation of the lines of a block scalar. */
function contentIndent(text: string, location: Located, node: YamlScalar): number {
  const body = text.slice(node.textStart, node.end);
  const line = /\n( *)[^ \r\n]/.exec(body);
  if (line !== null && !/^[|>][-+]?[1-9]/.test(body)) return line[1]!.length;
  return columnOf(text, location.pair?.key.start ?? location.parents.at(-1)!.start) + 2;
}

/** From behind the colon (or dash) to the end of the old value: everything that belongs to the entry. */
function replacedBlock(text: string, root: YamlNode, location: Located, value: PlainValue): TextChange {
  const { node, pair } = location;
  if (node.anchor !== undefined) throw new LocateRefusal('the value has an anchor');
  const parent = location.parents.at(-1);
  if (parent === undefined) throw new LocateRefusal('the whole file cannot be replaced');
  const style = blockStyleOf(text, root, node.start);
  if (pair !== undefined) {
    const offset =
      pair.value.kind === 'scalar' && pair.value.style === 'absent'
        ? slotOf(text, location)
        : colonBefore(text, pair.key.end, node.start);
    const indent = columnOf(text, pair.key.start);
    return { start: offset, end: Math.max(offset, node.end), replacement: valueText(value, indent, style) };
  }
  const dash = text.lastIndexOf('-', node.start - 1);
  if (dash < lineStartOf(text, node.start) && dash < parent.start)
    throw new LocateRefusal('the list item has no dash');
  return {
    start: dash + 1,
    end: Math.max(dash + 1, node.end),
    replacement: valueText(value, columnOf(text, dash), style),
  };
}

function colonBefore(text: string, keyEnd: number, valueStart: number): number {
  const colon = text.indexOf(':', keyEnd);
  if (colon === -1 || colon >= valueStart || text.slice(keyEnd, colon).trim() !== '') {
    throw new LocateRefusal('the key is not followed by a colon in the same line');
  }
  return colon + 1;
}
