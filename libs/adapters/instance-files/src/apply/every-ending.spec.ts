import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApplyError, failureOf, toApplyError } from './apply-order.js';
import { contentHash } from './content-hash.js';
import { isHeldOpen } from './held-open.js';
import { InstanceQueues } from './instance-queues.js';
import { MadeFolders } from './made-folders.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ending-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a reason to stop', () => {
  it('names the file it is about', () => {
    expect(new ApplyError('base_moved', 'why', 'a.yml')).toMatchObject({
      name: 'ApplyError',
      message: 'a.yml: why',
    });
    expect(new ApplyError('expired', 'why').message).toBe('why');
    expect(failureOf(new ApplyError('base_moved', 'why', 'a.yml'))).toEqual({
      code: 'base_moved',
      reason: 'why',
      path: 'a.yml',
    });
    expect(failureOf(new ApplyError('expired', 'why'))).toEqual({ code: 'expired', reason: 'why' });
  });

  it('of a disk is its code, of anything else what it said', () => {
    const known = new ApplyError('expired', 'why');
    expect(toApplyError(known, 'a.yml')).toBe(known);
    expect(failureOf(toApplyError(Object.assign(new Error('long'), { code: 'ENOSPC' }), 'a.yml'))).toEqual({
      code: 'disk',
      reason: 'writing was refused (ENOSPC)',
      path: 'a.yml',
    });
    expect(toApplyError(Object.assign(new Error('said'), { code: 'ERR_X' })).reason).toBe(
      'writing was refused (said)',
    );
    expect(toApplyError(Object.assign(new Error('said'), { code: 'xENOSPC' })).reason).toBe(
      'writing was refused (said)',
    );
    expect(toApplyError(new Error('said')).reason).toBe('writing was refused (said)');
    for (const unusual of [null, 5, {}])
      expect(toApplyError(unusual).reason).toBe('writing was refused (unknown reason)');
  });
});

describe('queue of an instance', () => {
  it('follow each other in the order in which they were asked for, also after one that failed', async () => {
    const queues = new InstanceQueues();
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = queues.runInQueue('i', async () => {
      await gate.promise;
      done.push('first');
      throw new Error('no');
    });
    const second = queues.runInQueue('i', async () => void done.push('second'));
    const third = queues.runInQueue('i', async () => void done.push('third'));
    await queues.runInQueue('other', async () => void done.push('other'));
    expect(done).toEqual(['other']);
    gate.resolve();
    await expect(first).rejects.toThrow('no');
    await Promise.all([second, third]);
    expect(done).toEqual(['other', 'first', 'second', 'third']);
    expect(await queues.runInQueue('i', async () => 5)).toBe(5);
  });
});

describe('work that is asked for between two others', () => {
  it('waits for the one that is under way, although the one before it has ended', async () => {
    const queues = new InstanceQueues();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const first = queues.runInQueue('i', async () => void done.push('first'));
    const second = queues.runInQueue('i', async () => {
      await gate.promise;
      done.push('second');
    });
    await first;
    const third = queues.runInQueue('i', async () => void done.push('third'));
    await queues.runInQueue('other', async () => void done.push('other'));
    expect(done).toEqual(['first', 'other']);
    gate.resolve();
    await Promise.all([second, third]);
    expect(done).toEqual(['first', 'other', 'second', 'third']);
  });
});

describe('folders that orders made', () => {
  it('are remembered by instance, each once, outer ones first, until none is left', async () => {
    const made = new MadeFolders(folder);
    expect(await made.listMadeFolders('i')).toEqual([]);
    await made.recordMadeFolders('i', ['b/c', 'a', 'b', 'a']);
    await made.recordMadeFolders('j', ['x']);
    expect([await made.listMadeFolders('i'), await made.listMadeFolders('j')]).toEqual([
      ['a', 'b', 'b/c'],
      ['x'],
    ]);
    expect(await new MadeFolders(folder).listMadeFolders('i')).toEqual(['a', 'b', 'b/c']);
    await made.recordMadeFolders('i', []);
    await made.recordMadeFolders('i', []);
    expect([await made.listMadeFolders('i'), readdirSync(path.join(folder, 'made-folders'))]).toEqual([
      [],
      ['j'],
    ]);
  });

  it('are not taken for none when they cannot be read', async () => {
    writeFileSync(path.join(folder, 'made-folders'), 'no folder');
    await expect(new MadeFolders(folder).listMadeFolders('i')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('a content', () => {
  it('has the hash of all its pieces, and none when it does not exist', async () => {
    async function* pieces() {
      yield Buffer.from('a');
      yield Buffer.from('b');
    }
    expect(await contentHash(pieces())).toBe(
      'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603',
    );
    expect(await contentHash(undefined)).toBeNull();
  });
});

describe('a file that a process holds', () => {
  it('is known by what it is, whatever it is called', async () => {
    // A name need not be text
    const filePath = (name: string): Buffer => Buffer.from(path.join(folder, name), 'latin1');
    const [held, free] = [filePath('h\u00e4ld'), filePath('free')];
    for (const file of [held, free]) writeFileSync(file, 'x');
    const { openSync, closeSync } = await import('node:fs');
    const descriptor = openSync(held, 'r');
    try {
      expect([await isHeldOpen(held), await isHeldOpen(free), await isHeldOpen(filePath('none'))]).toEqual([
        true,
        false,
        false,
      ]);
    } finally {
      closeSync(descriptor);
    }
    expect(await isHeldOpen(held)).toBe(false);
    expect(readFileSync(held, 'utf8')).toBe('x');
  });
});
