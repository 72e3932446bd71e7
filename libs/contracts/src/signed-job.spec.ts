import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { REFUSED_JOB_KINDS } from './jobs.js';
import { MOST_REFUSED_NAMED, RefusedJobs, signedJobRoute } from './signed-job.js';

const report = (more: object): string[] =>
  validateSync(plainToInstance(RefusedJobs, { host: 'ovh', jobs: [], ...more })).map(
    ({ property }) => property,
  );
const job = { jobId: 'agent.read-instance-4711', kind: 'altered' };

describe('the report of refused jobs', () => {
  it.each(REFUSED_JOB_KINDS)('tells of one that is %s', (kind) =>
    expect(report({ jobs: [{ ...job, kind }] })).toEqual([]),
  );

  it.each([
    ['a kind that nobody knows', { jobs: [{ ...job, kind: 'strange' }] }],
    ['an id without end', { jobs: [{ ...job, jobId: 'x'.repeat(201) }] }],
    ['more jobs than are named', { jobs: Array.from({ length: MOST_REFUSED_NAMED + 1 }, () => job) }],
    ['no list at all', { jobs: job }],
  ])('is refused with %s', (_what, more) => expect(report(more)).toEqual(['jobs']));

  it('counts what it does not name, in whole numbers from none', () => {
    expect(report({ jobs: Array.from({ length: MOST_REFUSED_NAMED }, () => job), more: 7 })).toEqual([]);
    for (const more of [-1, 0.5, 1_000_001, '7']) expect(report({ more })).toEqual(['more']);
  });
});

it('an id leads to one route only, whatever stands in it', () => {
  expect(signedJobRoute('agent.read-instance-4711')).toBe('/api/agent/jobs/agent.read-instance-4711');
  expect(signedJobRoute('../../v1/users?all=1#')).toBe('/api/agent/jobs/..%2F..%2Fv1%2Fusers%3Fall%3D1%23');
});
