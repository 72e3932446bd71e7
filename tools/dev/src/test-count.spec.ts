import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countTests } from './test-count.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-count-'));
afterAll(() => rmSync(dir, { recursive: true }));

const report = (content: object): string => {
  const file = path.join(dir, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const counts = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, testResults: [] };

describe('counting a run of tests', () => {
  it('takes passed, failed and skipped from the report', () => {
    expect(countTests(report({ ...counts, numFailedTests: 1 }), 1)).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
    });
    expect(countTests(report(counts), 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}] },
    ];
    expect(countTests(report({ ...counts, testResults }), 1).failed).toBe(1);
  });

  it('never calls a run good whose exit code says otherwise', () => {
    expect(countTests(report(counts), 1).failed).toBe(1);
    expect(countTests(path.join(dir, 'missing.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
