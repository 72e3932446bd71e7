import { readFileSync } from 'node:fs';

/** How a run of tests ended. */
export interface TestCount {
  passed: number;
  failed: number;
  skipped: number;
  /** The failed tests, each by its name and the beginning of its message, to be read where the whole output is far away. */
  failures?: readonly string[];
}

const LINES_OF_A_MESSAGE = 12;

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
  testResults: {
    name?: string;
    status: string;
    message?: string;
    assertionResults: { status?: string; fullName?: string; failureMessages?: string[] }[];
  }[];
}

/**
 * Counts a Vitest run from its JSON report. A file that could not even be loaded is one failure, and so is a run that says
 * by its exit code that something went wrong without naming a test.
 */
export function countTests(reportFile: string, exitCode: number): TestCount {
  const report = readReport(reportFile);
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloadable;
  return {
    passed: report.numPassedTests,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures: failuresOf(report),
  };
}

function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name = '', status, message = '', assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [failureText(name, message)] : [];
    return failed.map(({ fullName = '', failureMessages = [] }) =>
      failureText(`${name} > ${fullName}`, failureMessages.join('\n')),
    );
  });
}

function failureText(name: string, message: string): string {
  return [name, ...message.split('\n').slice(0, LINES_OF_A_MESSAGE)].join('\n    ').trimEnd();
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined; // the run ended before it could write one
  }
}
