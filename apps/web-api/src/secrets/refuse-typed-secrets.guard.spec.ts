import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { typedSecrets } from './refuse-typed-secrets.guard.js';

describe('a secret that is typed for people', () => {
  it('is named with its place, and not repeated', () => {
    const mistakes = typedSecrets({
      title: 'password: hunter2',
      holds: [{ reason: 'all is well' }, { reason: 'use root:hunter2 there' }],
      edits: [{ path: ['password'], value: 'hunter2', comment: 'ghp_abcdefghijklmnopqrstuv' }],
    });
    expect(mistakes.map(({ field }) => field)).toEqual(['title', 'holds[1].reason', 'edits[0].comment']);
    expect(mistakes[0]!.message).toBe(
      'looks as if it held a secret (a value behind the name of a secret), and every reader may see it; write it without, and change the secret if it is a real one',
    );
    expect(JSON.stringify(mistakes)).not.toMatch(/hunter2|ghp_/);
  });

  it('is not looked for in a body that is a stream', () => {
    const body = Object.assign(Readable.from(['password: hunter2']), { title: 'password: hunter2' });
    expect(typedSecrets(Object.assign(body, { itself: body }))).toEqual([]);
  });

  it('is not what a configuration is to hold, nor what says nothing', () => {
    expect(typedSecrets({ content: 'password: hunter2', value: 'root:hunter2', reason: 'new map' })).toEqual(
      [],
    );
    const value = { note: 'root:hunter2', title: ['password: hunter2'] };
    expect(typedSecrets({ edits: [{ op: 'insert', path: ['a'], value }] })).toEqual([]);
    for (const nothing of [undefined, null, 'password: hunter2', 5, Buffer.from('reason: x'), {}])
      expect(typedSecrets(nothing)).toEqual([]);
  });
});
