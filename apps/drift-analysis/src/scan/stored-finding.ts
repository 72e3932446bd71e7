import { MASK, type Finding } from '@archivesmp/drift';
import type { ObservedFinding } from '@archivesmp/history';

/**
 * A finding as it is kept. A masked value carries the start of its keyed hash, so that a changed password is seen to have
 * changed while it stays unknown.
 */
export function storedFinding(finding: Finding): ObservedFinding {
  const {
    plugin,
    file,
    path,
    kind,
    status,
    severity,
    decidedBy,
    priority,
    looksLike,
    onDev,
    expectedText,
    actualText,
    reason,
  } = finding;
  return {
    plugin,
    file: file ?? '',
    path,
    kind,
    status,
    severity,
    decidedBy,
    priority,
    ...(looksLike && { looksLike }),
    ...(onDev && { onDev }),
    ...(expectedText !== undefined && { expectedText }),
    ...(actualText !== undefined && { actualText }),
    reason,
    ...(finding.expected !== undefined && { expected: marked(finding.expected, finding.expectedHash) }),
    ...(finding.baseline !== undefined && { baseline: marked(finding.baseline, finding.baselineHash) }),
    ...(finding.actual !== undefined && { actual: marked(finding.actual, finding.actualHash) }),
  };
}

const SHOWN_HASH = 12;

const marked = (value: unknown, hash: string | undefined): unknown =>
  value === MASK && hash !== undefined ? `${MASK} #${hash.slice(0, SHOWN_HASH)}` : value;
