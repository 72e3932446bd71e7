import { isExpired, platformOf, scopeCovers, type DeviationsDocument } from '@archivesmp/baseline';
import type { FindingView } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import type { FleetInstance } from '@archivesmp/fleet';
import { withDocumented } from './documented-deviation.js';
import { entriesOn, lineOf, renewable, withoutEntries, type FindingLocation } from './entries-on.js';
import { keptAs, withKeptFile } from './kept-file.js';
import { valueOnInstance } from './value-on-instance.js';

/** What becomes of the text of deviations.yml; throws Problem when it is not to be changed. */
export type EditOfDeviations = (text: Uint8Array, document: DeviationsDocument) => Uint8Array;

/** What an entry says beside its place. */
export interface Acceptance {
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The day from which on it counts no more; left out: it counts for good. */
  readonly expires?: string;
}

/** @throws Problem `resource.conflict` where there is nothing that could be kept */
export function assertKeepable({ state, status, reason }: FindingView): void {
  if (state === 'resolved')
    throw new Problem('resource.conflict', 'The finding is resolved: nothing differs there any more.');
  if (status === 'documented')
    throw new Problem(
      'resource.conflict',
      'A deviation documents this already; change it in deviations.yml.',
    );
  if (status === 'not_judged')
    throw new Problem('resource.conflict', `It is not known what should be there: ${reason}`);
}

/** @throws Problem `request.invalid`: when it is over already */
export function assertNotOver(until: string | undefined, now: string): void {
  if (until === undefined || !isExpired({ expires: until }, now)) return;
  const message = 'is over already; from that day on the entry counts no more';
  throw new Problem('request.invalid', `until: ${until} ${message}.`, {
    errors: [{ field: 'until', message }],
  });
}

/** For which instance an entry counts, as deviations.yml says it. */
export const forInstance = ({ name }: Pick<FleetInstance, 'name'>): string => `instance:${name}`;

/**
 * What is at a key of an instance is meant so: an entry of `documented`.
 * @param bytes of the file as it was found
 * @param now ISO 8601
 * @returns an edit that throws Problem `resource.conflict`, `request.invalid` or `baseline.invalid`
 */
export const keepingKey =
  (
    bytes: Uint8Array,
    finding: FindingView,
    instance: FleetInstance,
    acceptance: Acceptance,
    now: string,
  ): EditOfDeviations =>
  (text, document) => {
    const rest = withoutOwn(text, document, finding, instance, 'what this key is', now);
    const what = valueOnInstance(bytes, finding, document, platformOf(instance, document));
    const { plugin, file, path } = finding;
    return withDocumented(rest, { plugin, file, path, for: forInstance(instance), what, ...acceptance });
  };

/**
 * A whole file or plugin of an instance is meant to be there, missing, or of its own: an entry of `kept_files`.
 * @param now ISO 8601
 * @throws Problem `request.invalid` for what could not be read
 * @returns an edit that throws Problem `resource.conflict`, `request.invalid` or `baseline.invalid`
 */
export function keepingWhole(
  finding: FindingView,
  instance: FleetInstance,
  acceptance: Acceptance,
  now: string,
): EditOfDeviations {
  const as = keptAs(finding);
  const { plugin, file } = finding;
  return (text, document) => {
    const wide = document.keptFiles.find(
      (one) =>
        one.plugin === plugin &&
        (one.file ?? '') === file &&
        one.as === as &&
        scopeCovers(one.scope, instance) &&
        !isExpired(one, now),
    );
    if (wide !== undefined) throw alreadyWritten(wide.line, instance, 'that this is kept');
    const rest = withoutOwn(text, document, { ...finding, path: [] }, instance, 'how this is kept', now);
    return withKeptFile(rest, { plugin, file, for: forInstance(instance), as, ...acceptance });
  };
}

/**
 * The document without what it said of this very thing on this very instance and counts no more: one word is enough, and two values
 * of one instance for one key would be a conflict.
 * @throws Problem `resource.conflict` with the line of one that still counts
 */
function withoutOwn(
  text: Uint8Array,
  document: DeviationsDocument,
  finding: FindingLocation,
  instance: FleetInstance,
  what: string,
  now: string,
): Uint8Array {
  const own = entriesOn(document, finding, instance);
  const first = own.find((one) => !isExpired(one, now));
  if (first !== undefined) throw alreadyWritten(lineOf(text, document, first), instance, what);
  return withoutEntries(text, document, renewable(text, document, own, now));
}

const alreadyWritten = (line: number, { name }: FleetInstance, what: string): Problem =>
  new Problem(
    'resource.conflict',
    `Line ${line} of deviations.yml says already ${what} on ${name}; change it there.`,
  );
