import type { DeviationsDocument, IgnoreRule } from '@archivesmp/baseline';
import type { FindingView } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { FleetInstance } from '@archivesmp/fleet';
import { entriesOn, lineOf, rulesIgnoring, withoutEntries } from './entries-on.js';
import type { EditOfDeviations } from './keep-finding.js';

/**
 * The entries that document a finding on its instance alone are taken out.
 * @returns an edit that throws Problem `resource.conflict` when nothing that could be taken out alone says so
 */
export const keptNoMore =
  (finding: FindingView, instance: FleetInstance): EditOfDeviations =>
  (text, document) => {
    const own = entriesOn(document, finding, instance);
    if (own.length > 0) return withoutEntries(text, document, own);
    const [ignoring] = rulesIgnoring(document, finding, instance);
    throw new Problem(
      'resource.conflict',
      ignoring === undefined
        ? `No entry of deviations.yml for ${instance.name} alone says that this is meant so; what is said for several servers is changed there.`
        : 'It is not kept but ignored, by a rule of deviations.yml; take that back instead (DELETE …/ignore, or asmp finding unignore).',
    );
  };

/**
 * The rule that hides this very file or plugin and nothing else is taken out; it may count for one instance or everywhere.
 * @throws Problem `resource.conflict` with why there is none
 */
export function ignoredNoMore(
  text: Uint8Array,
  document: DeviationsDocument,
  finding: FindingView,
  instance: FleetInstance,
): { readonly edited: Uint8Array; readonly isEverywhere: boolean } {
  const rule = ownRule(text, document, finding, instance);
  return { edited: withoutEntries(text, document, [rule]), isEverywhere: rule.instances.length === 0 };
}

function ownRule(
  text: Uint8Array,
  document: DeviationsDocument,
  finding: FindingView,
  instance: FleetInstance,
): IgnoreRule {
  const [found] = rulesIgnoring(document, finding, instance);
  if (found?.concernsOnlyIt === true) return found.rule;
  if (found !== undefined)
    throw new Problem(
      'resource.conflict',
      `The rule in line ${lineOf(text, document, found.rule)} of deviations.yml hides more than this; change it there.`,
    );
  throw new Problem(
    'resource.conflict',
    entriesOn(document, finding, instance).length > 0
      ? 'It is not ignored but kept as intended; take that back instead (DELETE …/keep, or asmp finding unkeep).'
      : `No rule of deviations.yml ignores this on ${instance.name}.`,
  );
}
