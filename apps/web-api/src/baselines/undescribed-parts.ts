import { compileLeftOpen, NO_DEVIATIONS, type DeviationsDocument } from '@archivesmp/baseline';
import type { PlainValue } from '@archivesmp/config-text';
import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import type { EditOfDeviations } from './edit-deviations.js';
import type { FileToCapture } from './captured-files.js';
import { literal, withEntry } from './section-entries.js';

/** What the baseline of a plugin will not hold once it is captured, and nobody is to judge. */
export interface UndescribedParts {
  readonly plugin: string;
  /** The instance that is captured. */
  readonly instance: string;
  /** Files stay outside that nobody described before. */
  readonly isPartly: boolean;
  readonly keys: readonly { readonly file: string; readonly path: KeyPath }[];
}

/** Keys that a capture leaves out because they look per server: the baseline has nothing in their place. */
export function keysLeftOpen(
  plugin: string,
  files: readonly FileToCapture[],
  document: Pick<DeviationsDocument, 'leftOpen'>,
): UndescribedParts['keys'] {
  const isOpen = compileLeftOpen(document);
  return files.flatMap(({ file, captured }) =>
    captured.withheld
      .filter(({ because, instead }) => because === 'per_server' && instead === 'left_out')
      .filter(({ path }) => isOpen(plugin, file, path) === undefined)
      .map(({ path }) => ({ file, path })),
  );
}

/** Writes them into deviations.yml: `partly_described` and `left_open`. What is there already stays as it is. */
export const describingAsOpen =
  ({ plugin, instance, isPartly, keys }: UndescribedParts): EditOfDeviations =>
  (text, document = NO_DEVIATIONS) => {
    const isOpen = compileLeftOpen(document);
    const marks = isPartly && !document.partlyDescribed.has(plugin);
    let edited = marks ? withEntry(text, 'partly_described', plugin) : text;
    for (const { file, path } of keys) {
      if (isOpen(plugin, file, path) !== undefined) continue;
      const entry = new Map<string, PlainValue>([
        ['plugin', plugin],
        ['file', literal(file)],
        // because: a backslash escapes a dot there
        ['key', showKey(path).replaceAll('\\', '\\\\')],
        ['reason', `looks per server; left out when it was captured from ${instance}`],
      ]);
      edited = withEntry(edited, 'left_open', entry);
    }
    return edited;
  };
