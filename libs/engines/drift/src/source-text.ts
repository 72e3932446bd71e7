import { type KeyView, nodeAt, viewOf } from '@archivesmp/baseline';
import { type ConfigNode, decodeConfig, readConfig, type ScalarNode } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import type { SecretJudge } from '@archivesmp/secrets';
import { sameMeaning } from './same-meaning.js';
import { isMasked } from './shown-value.js';

/** A longer text is no number, truth value or date in a spelling of its own. */
const LONGEST = 64;

/**
 * What is written in a file where a value is more than one spelling (`1.10`, `0x1F`, `yes`, `2024-01-01`, `${other.key}`): a person looks for
 * what is written. The file is read a second time, with positions, when the first such value is asked for; most files that
 * differ never need it.
 */
export class SourceTexts {
  private source: { readonly text: string; readonly root: ConfigNode } | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly format: ConfigFormat,
    private readonly view: KeyView,
    private readonly judge: SecretJudge,
  ) {}

  /**
   * The text of the value at a path; undefined when it is the value's usual spelling, a secret, no single value, or when
   * another value than `node` stands there.
   */
  textOf(path: KeyPath, node: ConfigNode | undefined): string | undefined {
    if (node?.kind !== 'scalar' || isMasked(node, path, this.judge)) return undefined;
    if (node.reference !== undefined) return node.reference.length > LONGEST ? undefined : node.reference;
    if (!hasSpellings(node)) return undefined;
    const { text, root } = (this.source ??= this.readSource());
    const found = nodeAt(root, path);
    if (found?.kind !== 'scalar' || !sameMeaning(found, node)) return undefined;
    const written = text.slice(found.span.start, found.span.end).trim();
    const isUsual = written === '' || written === String(node.value);
    return isUsual || written.length > LONGEST || written.includes('\n') ? undefined : written;
  }

  private readSource(): { readonly text: string; readonly root: ConfigNode } {
    const reading = readConfig(this.bytes, this.format);
    if (reading.state === 'unreadable') return { text: '', root: NOWHERE };
    const { text } = decodeConfig(this.bytes, this.format);
    return { text, root: viewOf(reading.root, this.view) };
  }
}

const NOWHERE: ConfigNode = { kind: 'map', entries: [], span: { start: 0, end: 0 }, style: 'block' };

const hasSpellings = ({ type }: ScalarNode): boolean =>
  type === 'int' || type === 'float' || type === 'bool' || type === 'date';
