import type { OperationView } from '@archivesmp/api-client';
import { expect, it } from 'vitest';
import { operationLines } from './follow-operation.js';

const failed = (reason: string, failures: string[]) =>
  ({
    id: 'id',
    kind: 'backup.take',
    state: 'failed',
    reason,
    requestedAt: '2026-11-30T12:00:00.000Z',
    result: { taken: 0, troubles: failures, deep: [{ a: 1 }] },
  }) as unknown as OperationView;

it('says a list line by line, and nothing again that the reason says', () => {
  expect(operationLines(failed('A, B: nobody answers', ['A, B: nobody answers']))).toEqual([
    'backup.take failed  id',
    '  A, B: nobody answers',
    '  taken: 0',
    '  deep: [{"a":1}]',
  ]);
  expect(operationLines(failed('A: nobody ans…', ['A: nobody answers', 'B: gone']))).toEqual([
    'backup.take failed  id',
    '  A: nobody ans…',
    '  taken: 0',
    '  troubles:',
    '    A: nobody answers',
    '    B: gone',
    '  deep: [{"a":1}]',
  ]);
});
