import { readFileSync } from 'node:fs';
import { DEPLOYMENT_JOBS } from '@archivesmp/contracts/deployment-jobs';
import { JOBS } from '@archivesmp/contracts/jobs';
import { FLEET_EVENTS } from '@archivesmp/contracts/events';
import { PROBLEMS } from '@archivesmp/contracts/problem';
import { markdownTable } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { describedEvents, describedJobs } from './described-contracts.js';

const document = (name: string): string => new URL(`../../../docs/${name}`, import.meta.url).pathname;
const source = (name: string): string =>
  readFileSync(new URL(`../../../libs/contracts/src/${name}`, import.meta.url), 'utf8');

/** Each fails while the committed document differs from the code; `vitest -u` rewrites it. */
describe('the generated documents', () => {
  it('docs/problems.md has every problem', async () => {
    const rows = Object.entries(PROBLEMS).map(([code, { status, retry, title, help }]) => [
      `\`${code}\``,
      String(status),
      retry ? 'yes' : 'no',
      title,
      help,
    ]);
    const table = markdownTable(['code', 'status', 'try again?', 'title', 'what to do'], rows);
    const text = `# Problems

Every failure of the API is \`application/problem+json\` (RFC 9457) with \`type\`, \`title\`, \`status\`, a stable \`code\`,
\`detail\` (what happened), \`help\` (what to do), \`instance\` (the id of the request, also in the log and in the header
\`X-Request-Id\`) and, for a refused request, \`errors\` (field and what is allowed there). Made from
\`libs/contracts/src/problem.ts\`.

${table}
`;
    await expect(text).toMatchFileSnapshot(document('problems.md'));
  });

  it('docs/jobs.md has every job', async () => {
    const described = new Map([
      ...describedJobs(source('jobs.ts')),
      ...describedJobs(source('deployment-jobs.ts')),
    ]);
    const rows = [...JOBS, ...DEPLOYMENT_JOBS].map((job) => {
      const description = described.get(job.name);
      if (description === undefined) throw new Error(`The job ${job.name} has no comment in front of it`);
      const queue = typeof job.queue === 'string' ? job.queue : job.queue('<host>');
      return [
        `\`${job.name}\``,
        `\`${queue}\``,
        String(job.version),
        `${job.attempts}, first after ${job.backoffMs / 1000} s`,
        description,
      ];
    });
    const table = markdownTable(['job', 'queue', 'version', 'attempts', 'meaning'], rows);
    const text = `# Jobs

Commands between the services, in BullMQ queues. A job carries ids and intent, never contents or secrets; every handler is safe
to repeat, and a job of an unknown version is refused without being run. Names of jobs and queues are storage: a breaking change is
a new name. Made from \`libs/contracts/src/jobs.ts\` and \`deployment-jobs.ts\`.

${table}
`;
    await expect(text).toMatchFileSnapshot(document('jobs.md'));
  });

  it('docs/events.md has every event', async () => {
    const described = describedEvents(source('events.ts'));
    expect(described.map(({ name }) => name).sort()).toEqual([...FLEET_EVENTS].sort());
    const rows = described.map(({ name, data, description }) => [`\`${name}\``, data, description]);
    const text = `# Events

Hints on the Redis stream \`fleet.events\`, published after commit, relayed to browsers at \`GET /api/v1/events\`. The receiver of one
reads again; a lost one costs seconds, not data. Made from \`libs/contracts/src/events.ts\`.

${markdownTable(['event', 'data', 'meaning'], rows)}
`;
    await expect(text).toMatchFileSnapshot(document('events.md'));
  });
});
