import { literal, withEntry } from '@archivesmp/baseline';
import type { PlainValue } from '@archivesmp/config-text';
import type { FindingView } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import { findingKindsOf } from '@archivesmp/contracts/vocabulary';
import type { EditOfDeviations } from './keep-finding.js';

/** Whole files or plugins: what is ignored there is one thing and needs no pattern of keys. */
const IGNORABLE: ReadonlySet<string> = new Set([...findingKindsOf('file'), ...findingKindsOf('plugin')]);

/**
 * A difference about a whole file is never a finding again: a rule in the section `ignore`.
 * @throws Problem `resource.conflict`, `request.invalid` with what to do instead
 * @returns an edit that throws Problem `baseline.invalid`
 */
export function ignoringWhole(
  { state, plugin, file, kind, instance }: FindingView,
  { everywhere, reason }: { readonly everywhere: boolean; readonly reason: string },
): EditOfDeviations {
  if (state === 'resolved')
    throw new Problem('resource.conflict', 'The finding is resolved: nothing differs there any more.');
  if (file === '' && kind === 'extra_file')
    throw new Problem(
      'request.invalid',
      'This is about a whole plugin; a rule that ignores it would hide each extra file of it, too. Keep it as intended.',
    );
  if (!IGNORABLE.has(kind))
    throw new Problem(
      'request.invalid',
      `This is about what is in a file (${kind}). Keep it as intended, or write a rule with a pattern of keys into the section "ignore" of deviations.yml.`,
    );
  const rule = new Map<string, PlainValue>([
    ['plugin', plugin],
    ...(file === '' ? [] : ([['file', literal(file)]] as const)),
    ['kinds', [kind]],
    ...(everywhere ? [] : ([['instances', [instance]]] as const)),
    ['reason', reason],
  ]);
  return (text) => withEntry(text, 'ignore', rule);
}
