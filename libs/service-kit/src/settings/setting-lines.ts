import { isMap, isScalar, isSeq, type Document, type LineCounter } from 'yaml';

/** In which line of a settings file each setting stands, by its path (`amp_servers[0].url`). */
export class SettingLines {
  private constructor(private readonly found: ReadonlyMap<string, number>) {}

  static none(): SettingLines {
    return new SettingLines(new Map());
  }

  /** @param counter the one that the document was parsed with */
  static in(document: Document, counter: LineCounter): SettingLines {
    const found = new Map<string, number>();
    noteLines(document.contents, '', found, (offset) => counter.linePos(offset).line);
    return new SettingLines(found);
  }

  /** The name that a setting is written under: a secret may stand in a file of its own, `<key>_file`. */
  written(path: string): string {
    return !this.found.has(path) && this.found.has(`${path}_file`) ? `${path}_file` : path;
  }

  has(path: string): boolean {
    return this.found.has(path);
  }

  /** Its line; of one that is not there the line of the group that it belongs to, undefined where that is the file itself. */
  lineOf(path: string): number | undefined {
    for (let group = path; group !== ''; group = groupOf(group)) {
      const line = this.found.get(group);
      if (line !== undefined) return line;
    }
    return undefined;
  }
}

function noteLines(
  node: unknown,
  group: string,
  found: Map<string, number>,
  lineOf: (offset: number) => number,
): void {
  if (isMap(node))
    for (const { key, value } of node.items) {
      if (!isScalar(key) || !key.range) continue;
      const path = settingPath(group, String(key.value));
      found.set(path, lineOf(key.range[0]));
      noteLines(value, path, found, lineOf);
    }
  if (isSeq(node))
    for (const [index, entry] of node.items.entries()) {
      const path = `${group}[${index}]`;
      const { range } = entry as { range?: readonly number[] | null };
      if (range) found.set(path, lineOf(range[0]!));
      noteLines(entry, path, found, lineOf);
    }
}

/** Path of the group, or of the list, that a setting stands in. */
const groupOf = (path: string): string => path.replace(/(\.[^.[]*|\[[^[]*|^[^.[]*)$/, '');

/** Path of a setting in its group; the settings themselves have none. */
export const settingPath = (group: string, key: string): string => (group === '' ? key : `${group}.${key}`);
