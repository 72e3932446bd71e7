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
      failures: [],
    });
    expect(countTests(report(counts), 0)).toEqual({ passed: 5, failed: 0, skipped: 2, failures: [] });
  });

  it('names what failed and how its message begins', () => {
    const testResults = [
      {
        name: 'a.spec.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'a works' },
          { status: 'failed', fullName: 'b works', failureMessages: ['expected 1 to be 2\n    at b.ts:3'] },
        ],
      },
      { name: 'c.spec.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ];
    expect(countTests(report({ ...counts, numFailedTests: 1, testResults }), 1).failures).toEqual([
      'a.spec.ts > b works\n    expected 1 to be 2\n        at b.ts:3',
      'c.spec.ts\n    no such module',
    ]);
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
