import { createLog } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { ConnectionFailureLog } from './connection-failure-log.js';

it('a failure is reported at once, then once a minute per connection with what was left out', () => {
  const lines: Record<string, unknown>[] = [];
  const to = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  let now = 0;
  const report = new ConnectionFailureLog(
    createLog({ app: 'a', settings: { level: 'warn' }, to }),
    () => now,
  );
  for (let attempt = 0; attempt < 10; attempt++)
    report.logConnectionFailure(new Error('refused'), 'producer');
  report.logConnectionFailure(new Error('refused'), 'event follower');
  now = 60_000;
  report.logConnectionFailure(new Error('refused'), 'producer');
  expect(lines.map(({ where, leftOut }) => [where, leftOut])).toEqual([
    ['producer', 0],
    ['event follower', 0],
    ['producer', 9],
  ]);
});
