import type { CapturedFileView } from '@archivesmp/contracts/baselines';
import { sameBytes } from '@archivesmp/drift';
import { textPatch, type MarkedSecrets } from '../show/text-patch.js';
import type { FileToCapture } from './file-to-capture.js';

const LONGEST_DIFF = 64_000;

/** A captured file as people see it: no value but through a masked diff. */
export function capturedView(
  { file, before, captured }: FileToCapture,
  secrets: MarkedSecrets,
): CapturedFileView {
  const revision = before === undefined ? {} : { revision: before.revision };
  const withheld = captured.withheld.map((one) => ({ ...one, path: [...one.path] }));
  if (captured.state === 'refused') {
    const undecided = captured.undecided.map((path) => [...path]);
    return { file, standing: 'refused', reason: captured.reason, withheld, undecided, ...revision };
  }
  const after = captured.bytes;
  if (before !== undefined && sameBytes(before.content, after))
    return { file, standing: 'same', withheld, undecided: [], ...revision };
  const then = before?.content ?? new Uint8Array();
  const patch = textPatch({ path: file, then, now: after }, secrets);
  const shown = 'diff' in patch ? { diff: patch.diff.slice(0, LONGEST_DIFF) } : patch;
  return { file, standing: before ? 'changed' : 'new', ...shown, withheld, undecided: [], ...revision };
}

/**
 * What a preview showed, part by part for a hash: it is another one as soon as a baseline or the instance moved.
 * @param instance its id, or another word that means it alone
 */
export function partsOfCapture(
  plugin: string,
  instance: string,
  files: readonly FileToCapture[],
): (string | Uint8Array)[] {
  return [
    JSON.stringify([plugin, instance]),
    ...files.flatMap(({ file, before, captured }) => [
      JSON.stringify([file, before?.revision ?? null, captured.state]),
      ...(captured.state === 'captured' ? [captured.bytes] : []),
    ]),
  ];
}
