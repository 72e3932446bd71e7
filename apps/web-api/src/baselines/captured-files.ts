import { createHash } from 'node:crypto';
import { textPatch, type CapturedFile, type MarkedSecrets } from '@archivesmp/change-plan';
import type { CapturedFileView } from '@archivesmp/contracts/baselines';

/** One file of a baseline with what an instance has in its place. */
export interface FileToCapture {
  readonly file: string;
  /** The baseline as it is; left out: there is none yet. */
  readonly before?: { readonly content: Buffer; readonly revision: string };
  readonly captured: CapturedFile;
}

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
  const after = Buffer.from(captured.bytes);
  if (before?.content.equals(after) === true)
    return { file, standing: 'same', withheld, undecided: [], ...revision };
  const patch = textPatch({ path: file, then: before?.content ?? Buffer.alloc(0), now: after }, secrets);
  const shown = 'diff' in patch ? { diff: patch.diff.slice(0, LONGEST_DIFF) } : patch;
  return { file, standing: before ? 'changed' : 'new', ...shown, withheld, undecided: [], ...revision };
}

/** What a preview showed, in one word: it is another one as soon as a baseline or the instance moved. */
export function etagOfCapture(plugin: string, instanceId: string, files: readonly FileToCapture[]): string {
  const hash = createHash('sha256').update(JSON.stringify([plugin, instanceId]));
  for (const { file, before, captured } of files) {
    hash.update(JSON.stringify([file, before?.revision ?? null, captured.state]));
    if (captured.state === 'captured') hash.update(captured.bytes);
  }
  return hash.digest('hex');
}
