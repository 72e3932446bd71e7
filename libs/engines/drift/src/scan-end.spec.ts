import { FILE_STATES, INSTANCE_SCAN_STATES, SCAN_STATES } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import { countFiles, endOfScan, hasScanEnded, linesUnderWay, type ScanLine } from './scan-end.js';

const scanned: ScanLine = { state: 'scanned' };
const unreachable = (reason?: string): ScanLine => ({
  state: 'unreachable',
  ...(reason !== undefined && { reason }),
});

it('a scan that covers no instance says so, and is complete', () => {
  expect(endOfScan([])).toEqual({ state: 'completed', reason: 'No instance matches what was asked for.' });
});

it('a scan of which every instance was scanned is complete, without a word', () => {
  expect(endOfScan([scanned, scanned])).toEqual({ state: 'completed' });
});

it.each([
  [[scanned, unreachable('No agent answered.')], '1 of 2 instances could not be scanned: No agent answered.'],
  [[unreachable('No agent answered')], '1 of 1 instance could not be scanned: No agent answered.'],
  [
    [unreachable('No agent answered.'), { state: 'failed' as const, reason: 'No agent answered.' }],
    '2 of 2 instances could not be scanned: No agent answered.',
  ],
  [
    [unreachable('No agent answered.'), unreachable('No right to read.')],
    '2 of 2 instances could not be scanned.',
  ],
  [[unreachable('No agent answered.'), unreachable()], '2 of 2 instances could not be scanned.'],
  [[unreachable(), unreachable()], '2 of 2 instances could not be scanned.'],
])('what was missed makes it partial: %j', (lines, reason) => {
  expect(endOfScan(lines)).toEqual({ state: 'partial', reason });
});

it('waits for those that were not heard, and for those that are being analysed', () => {
  const lines = INSTANCE_SCAN_STATES.map((state) => ({ state }));
  expect(linesUnderWay(lines)).toBe(2);
  expect(linesUnderWay([{ state: 'waiting' }, { state: 'answered' }, { state: 'answered' }])).toBe(3);
  expect(linesUnderWay([scanned, unreachable(), { state: 'failed' }])).toBe(0);
});

it('has ended when it is neither asked for nor running', () => {
  expect(SCAN_STATES.filter(hasScanEnded)).toEqual(['completed', 'partial', 'failed']);
});

it('counts files that could not be read, were not understood, or were changing', () => {
  const files = FILE_STATES.map((state) => ({ state }));
  expect(countFiles(files)).toEqual({
    ...{ files: files.length, unreadable: 3, notUnderstood: 1, unsettled: 1 },
  });
  expect(countFiles([{ state: 'readable' }])).toEqual({
    ...{ files: 1, unreadable: 0, notUnderstood: 0, unsettled: 0 },
  });
});
