import type { FillLocation } from '../format-module.js';
import { tomlText } from './toml-string.js';
import { tomlKey } from './toml-value-text.js';

const LITERAL =
  /^(?:true|false|[-+]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][-+]?\d+)?|\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)?)?)$/;

/** A scalar or key with other texts in it, in the quotes of TOML; without any only what TOML has without. */
export function fillToml({ text, span, style, value, isKey, putText: put }: FillLocation): string {
  const source = text.slice(span.start, span.end);
  if (style === 'double' || style === 'folded')
    return put(source, (inner) => tomlText(inner, undefined).slice(1, -1));
  if (style === 'single' || style === 'literal') {
    let fits = true;
    const filled = put(source, (inner) => {
      fits &&= !/['\p{Cc}]/u.test(inner);
      return inner;
    });
    return fits ? filled : tomlText(put(String(value)), undefined);
  }
  const plain = put(source);
  if (isKey) return tomlKey(plain);
  return LITERAL.test(plain) ? plain : tomlText(plain, undefined);
}
