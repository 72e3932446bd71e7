import type { Finding, ShownValue } from './finding.js';
import { spreadPoints } from './priority.js';
import { MASK } from './shown-value.js';

/** The same difference on one or several instances. */
export interface AlikeFindings {
  /** The most urgent of them. */
  readonly finding: Finding;
  /** All of them, in the order they came. */
  readonly findings: readonly Finding[];
  /** With the points for their number. */
  readonly priority: number;
}

/**
 * Brings alike findings together: same plugin, file, key, kind, status, severity, decider, reason, expected and actual value. What is masked and has no
 * hash is alike with nothing, as it cannot be compared. Groups come in the order of their first finding.
 */
export function groupAlike(findings: Iterable<Finding>): AlikeFindings[] {
  const groups = new Map<string, Finding[]>();
  for (const [index, finding] of [...findings].entries()) {
    const { plugin, file, path, kind, status, severity, reason } = finding;
    const { expected, actual, expectedHash, actualHash, decidedBy } = finding;
    const isUnknown = isHidden(expected, expectedHash) || isHidden(actual, actualHash);
    const id = JSON.stringify([
      plugin,
      file,
      path,
      kind,
      status,
      severity,
      [decidedBy.scope, decidedBy.name],
      reason,
      expected === undefined ? [] : [expected, expectedHash],
      actual === undefined ? [] : [actual, actualHash],
      isUnknown && index,
    ]);
    const known = groups.get(id);
    if (known === undefined) groups.set(id, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].map((alike) => {
    const most = alike.reduce((best, one) => (one.priority > best.priority ? one : best));
    return { finding: most, findings: alike, priority: most.priority + spreadPoints(alike.length) };
  });
}

const isHidden = (value: ShownValue | undefined, hash: string | undefined): boolean =>
  hash === undefined && value !== undefined && JSON.stringify(value).includes(MASK);
