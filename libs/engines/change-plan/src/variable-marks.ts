import { fillVariables, viewOf, type FileReading } from '@archivesmp/baseline';
import { decodeBytes, encodeText, readConfig, type ConfigNode } from '@archivesmp/config-text';

/** A baseline whose variables are marks: plain words that survive reading and editing, whatever the format. */
export interface MarkedText {
  readonly bytes: Uint8Array;
  /** Undefined when it cannot be read so. */
  readonly root: ConfigNode | undefined;
  readonly hasMarks: boolean;
  /** The mark that stands for a variable; as text, it will be in quotes, so that `0123` stays a text wherever it is filled in. */
  markOf(name: string, asText: boolean): string;
  /** Marks as they are in a value that is to be written: those that were in quotes are texts. */
  withVariables(node: ConfigNode): ConfigNode;
  /** Whether a value is, or holds, a variable. */
  isMarked(node: ConfigNode): boolean;
  /** A text with variables in the place of marks; what was written like a variable before is escaped. */
  unmarked(bytes: Uint8Array): Uint8Array;
}

/** @param beside another text in which the marks must not occur */
export function markVariables(
  bytes: Uint8Array,
  declared: ReadonlySet<string>,
  beside: Uint8Array,
  reading: FileReading,
): MarkedText {
  const decoded = decodeBytes(bytes, 'utf8-latin1');
  const stem = freeWord(`${decoded.text}\n${decodeBytes(beside, 'utf8-latin1').text}`);
  const marks = new Map([...declared].map((name, index) => [name, `${stem}${index}x`]));
  const text = fillVariables(decoded.text, declared, marks).text;
  const marked = new TextEncoder().encode(text);
  const read = readConfig(marked, reading.format);
  const holds = (node: ConfigNode): boolean => {
    if (node.kind === 'list') return node.items.some(holds);
    if (node.kind === 'map') return node.entries.some(({ value }) => holds(value));
    return typeof node.value === 'string' && node.value.includes(stem);
  };
  return {
    bytes: marked,
    root: read.state === 'ok' ? viewOf(read.root, reading) : undefined,
    hasMarks: text.includes(stem),
    markOf: (name, asText) => (asText ? textual(marks.get(name)!) : marks.get(name)!),
    withVariables: (node) =>
      node.kind === 'scalar' &&
      (node.style === 'single' || node.style === 'double') &&
      isWhole(node.value, stem)
        ? { ...node, value: textual(node.value) }
        : node,
    isMarked: holds,
    unmarked(changed) {
      const from = decodeBytes(changed, 'utf8-latin1');
      let result = from.text;
      for (const name of declared) result = result.replaceAll(`{{${name}}}`, `\\{{${name}}}`);
      for (const [name, mark] of marks) {
        if (reading.format === 'yaml') result = result.replace(alone(textual(mark)), `"{{${name}}}"`);
        result = result.replaceAll(textual(mark), `{{${name}}}`).replaceAll(mark, `{{${name}}}`);
      }
      return encodeText(result, from) ?? new TextEncoder().encode(result);
    },
  };
}

/** A word that none of these texts holds. */
function freeWord(texts: string): string {
  for (let index = 0; ; index++) {
    const word = `vq${index === 0 ? '' : index}qv`;
    if (!texts.includes(word)) return word;
  }
}

const textual = (mark: string): string => `${mark.slice(0, -1)}q`;
const isWhole = (value: unknown, stem: string): value is string =>
  typeof value === 'string' && new RegExp(`^${stem}\\d+x$`).test(value);
/** A mark that is a whole value and not in quotes; the words of a longer one make it a text by themselves. */
const alone = (mark: string): RegExp =>
  new RegExp(`(?<=(?:^|[:\\-,[{]) *)${mark}(?=\\s*(?:[,\\]}]|#|\\r?$))`, 'gm');
