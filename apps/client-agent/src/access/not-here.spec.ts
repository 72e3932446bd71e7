import { Problem } from '@archivesmp/contracts/problem';
import { FileRefusal } from '@archivesmp/instance-files';
import { describe, expect, it } from 'vitest';
import { notHere, whyUnread } from './not-here.js';

describe('an instance that is not found', () => {
  it('is simply not here when the agent sees everything, else the reason is told', async () => {
    expect(await notHere({ findInstances: async () => ({ instances: [] }) }, 'BENT01')).toBe(
      'no instance BENT01 with this id is on this host',
    );
    const error = '/srv/instances.json: the agent has no permission to read it';
    expect(await notHere({ findInstances: async () => ({ instances: [], error }) }, 'BENT01')).toContain(
      `does not see everything here: ${error}`,
    );
  });
});

describe('why an instance could not be read', () => {
  it.each<[string, unknown, string]>([
    [
      'of a problem',
      new Problem('amp.unreachable', 'The panel does not answer.'),
      'The panel does not answer.',
    ],
    ['of a refusal', new FileRefusal('unreadable', 'it is a socket'), 'it is a socket'],
    [
      'of the file system',
      Object.assign(new Error('x'), { code: 'EACCES' }),
      'the agent has no permission to read it',
    ],
    ['of ours', new Error('/srv: gone; check instances_root'), '/srv: gone; check instances_root'],
    ['of nobody', 'odd', 'the file system refused it (unknown reason)'],
  ])('is told in the words %s', (_, error, words) => expect(whyUnread(error)).toBe(words));
});
