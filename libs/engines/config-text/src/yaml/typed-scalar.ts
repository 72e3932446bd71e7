import type { YamlNode, YamlScalar } from './node.js';
import {
  boolValue,
  dateValue,
  floatValue,
  intValue,
  plainType,
  plainValue,
  type ResolvedScalar,
} from './plain-type.js';
import { YamlError } from './yaml-error.js';

export const CORE_TAG = 'tag:yaml.org,2002:';

/** The type of a scalar from its tag, or from its text when it is plain and has none. */
export function typedScalar(node: YamlScalar): ResolvedScalar {
  const { tag, text } = node;
  // merge keys never get here: elsewhere the server's reader has no idea what a merge should be
  if (isMerge(node)) throw new YamlError('could not determine a constructor for the tag !!merge', node.start);
  if (tag === undefined || tag === '!') {
    const isPlain = node.style === 'plain' || node.style === 'absent' || tag === '!';
    const value = isPlain ? plainValue(text, plainType(text)) : { type: 'string' as const, value: text };
    if (value === undefined) throw new YamlError(`"${text}" looks like a number but is none`, node.start);
    return value;
  }
  if (!tag.startsWith(CORE_TAG)) return { type: 'unknown', value: text };
  const value = taggedValue(tag.slice(CORE_TAG.length), text);
  if (value === undefined) throw new YamlError(`"${text}" does not fit its tag ${tag}`, node.start);
  return value;
}

/** `<<`: as a key it brings another map along. */
export function isMerge(node: YamlNode): boolean {
  if (node.kind !== 'scalar') return false;
  if (node.tag === undefined) return node.style === 'plain' && node.text === '<<';
  return node.tag === '!' ? node.text === '<<' : node.tag === `${CORE_TAG}merge`;
}

function taggedValue(name: string, text: string): ResolvedScalar | undefined {
  switch (name) {
    case 'str':
      return { type: 'string', value: text };
    case 'null':
      return { type: 'null', value: null };
    case 'bool': {
      const value = boolValue(text);
      return value === undefined ? { type: 'null', value: null } : { type: 'bool', value };
    }
    case 'int':
      return known('int', intValue(text));
    case 'float':
      return known('float', floatValue(text));
    case 'timestamp':
      return known('date', dateValue(text));
    case 'binary':
      return known('binary', binaryLength(text));
    case 'seq':
    case 'map':
    case 'set':
    case 'omap':
    case 'pairs':
      return undefined;
    default:
      return { type: 'unknown', value: text };
  }
}

function known(type: 'int' | 'float' | 'date' | 'binary', value: string | number | bigint | undefined) {
  return value === undefined ? undefined : { type, value };
}

/** How many bytes a base 64 text stands for. */
function binaryLength(text: string): number | undefined {
  const digits = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 !== 0) return undefined;
  return (digits.length / 4) * 3 - (digits.endsWith('==') ? 2 : digits.endsWith('=') ? 1 : 0);
}
