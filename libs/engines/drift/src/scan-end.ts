import { counted } from '@archivesmp/contracts/counted';
import type { FileState, InstanceScanState, ScanState } from '@archivesmp/contracts/vocabulary';

/** Where an instance stands within a scan while its answer, or what is made of it, is still to come. */
export const LINES_UNDER_WAY: readonly InstanceScanState[] = ['waiting', 'answered'];

/** Whether a scan has ended, however it did. */
export const hasScanEnded = (state: ScanState): boolean => state !== 'requested' && state !== 'running';

/** One instance of a scan. */
export interface ScanLine {
  readonly state: InstanceScanState;
  /** Why it could not be scanned. */
  readonly reason?: string;
}

/** How a scan ends: `partial` where an instance could not be scanned, and why, as far as all of those have one reason. */
export interface EndOfScan {
  readonly state: 'completed' | 'partial';
  readonly reason?: string;
}

/** How many instances a scan still waits for. */
export const linesUnderWay = (lines: readonly ScanLine[]): number =>
  lines.filter(({ state }) => LINES_UNDER_WAY.includes(state)).length;

/** How a scan ends that waits for no instance any more. A reason that all missed instances share becomes the reason of the scan. */
export function endOfScan(lines: readonly ScanLine[]): EndOfScan {
  if (lines.length === 0) return { state: 'completed', reason: 'No instance matches what was asked for.' };
  const missed = lines.filter(({ state }) => state === 'unreachable' || state === 'failed');
  if (missed.length === 0) return { state: 'completed' };
  const head = `${missed.length} of ${counted(lines.length, 'instance')} could not be scanned`;
  const [reason = '', ...others] = new Set(missed.map((line) => line.reason ?? ''));
  const isCommon = reason !== '' && others.length === 0;
  return { state: 'partial', reason: isCommon ? `${head}: ${reason.replace(/\.$/, '')}.` : `${head}.` };
}

const COULD_NOT_BE_READ: readonly FileState[] = ['unreadable', 'permission_denied', 'too_large'];

/** What a scan says of the files of one instance. */
export function countFiles(files: readonly { readonly state: FileState }[]): {
  readonly files: number;
  readonly unreadable: number;
  readonly notUnderstood: number;
  readonly unsettled: number;
} {
  const count = (...states: readonly FileState[]) =>
    files.filter(({ state }) => states.includes(state)).length;
  return {
    files: files.length,
    unreadable: count(...COULD_NOT_BE_READ),
    notUnderstood: count('not_understood'),
    unsettled: count('unsettled'),
  };
}
