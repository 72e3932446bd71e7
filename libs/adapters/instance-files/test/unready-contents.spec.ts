import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFolders, OrderApplier, type ApplySources } from '../src/index.js';
import { isOld, modesOnly, pieces, sources, twelveFiles, writeOld } from '../src/testing/index.js';

let root: string;
let server: string;
beforeEach(() => {
  root = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'unready-'));
  server = path.join(root, 'SMP101');
  writeOld(server);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const apply = (from: Partial<ApplySources>, order = twelveFiles()) =>
  new OrderApplier(path.join(root, 'state'), localFolders(undefined, modesOnly)).apply(server, order, {
    ...sources(),
    ...from,
  });
const failing = (code: string | undefined) => async (): Promise<never> => {
  throw Object.assign(new Error('it broke off'), code === undefined ? {} : { code });
};

describe('an order whose contents do not come', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM'])(
    'says that it is the disk of the agent where %s says so',
    async (code) => {
      expect(await apply({ openContent: failing(code) })).toMatchObject({ state: 'refused', code: 'disk' });
    },
  );

  it.each(['ECONNRESET', 'ENOENT', 'ETIMEDOUT', undefined])(
    'says that it is where they come from with %s',
    async (code) => {
      expect(await apply({ openContent: failing(code) })).toMatchObject({
        state: 'refused',
        code: 'content_unavailable',
        reason: 'it broke off',
        path: 'plugins/P0/config.yml',
      });
    },
  );

  it('touches nothing, keeps nothing, and is free to come again', async () => {
    await apply({ openContent: failing(undefined) });
    expect(isOld(server)).toBe(true);
    expect(readdirSync(path.join(root, 'state/apply'))).toEqual([]);
    expect(await apply({})).toEqual({ state: 'applied' });
  });

  it('is not begun when it is not wanted any more by then', async () => {
    const stillWanted = (): void => {
      throw new Error('the job was taken back');
    };
    expect(await apply({ stillWanted })).toMatchObject({ state: 'refused' });
    expect(isOld(server)).toBe(true);
    expect(readdirSync(path.join(root, 'state/apply'))).toEqual([]);
  });
});

describe('the contents of an order', () => {
  it('are asked for once each, and not at all where a file of the order holds them', async () => {
    const asked: string[] = [];
    const files = [
      {
        path: 'plugins/P0/config.yml',
        before: sha256Hex('value: old 0\n'),
        after: sha256Hex('value: new 0\n'),
      },
      { path: 'plugins/P0/copy.yml', before: null, after: sha256Hex('value: new 0\n') },
      { path: 'plugins/P1/moved.yml', before: null, after: sha256Hex('gone: soon\n') },
      { path: 'plugins/P1/obsolete.yml', before: sha256Hex('gone: soon\n'), after: null },
    ];
    const content = async (wanted: string) => {
      asked.push(wanted);
      return pieces('value: new 0\n');
    };
    expect(await apply({ openContent: content }, twelveFiles({ files }))).toEqual({ state: 'applied' });
    expect(asked).toEqual([sha256Hex('value: new 0\n')]);
  });

  it('are backed up where they are replaced or deleted, each with its file and its size', async () => {
    const seen: unknown[] = [];
    const files = [
      {
        path: 'plugins/P0/config.yml',
        before: sha256Hex('value: old 0\n'),
        after: sha256Hex('value: new 0\n'),
      },
      { path: 'plugins/P0/extra.yml', before: null, after: sha256Hex('created: true\n') },
      { path: 'plugins/P1/obsolete.yml', before: sha256Hex('gone: soon\n'), after: null },
    ];
    const backUp: ApplySources['backUp'] = async (replaced) => {
      for (const { file, sha256, size } of replaced) seen.push([file.path, sha256, size]);
    };
    expect(await apply({ backUp }, twelveFiles({ files }))).toEqual({ state: 'applied' });
    expect(seen).toEqual([
      ['plugins/P0/config.yml', sha256Hex('value: old 0\n'), 13],
      ['plugins/P1/obsolete.yml', sha256Hex('gone: soon\n'), 11],
    ]);
  });

  it('of a new JAR are looked into: what is none is never put where a server would load it', async () => {
    const jar = (text: string) => ({
      order: twelveFiles({ files: [{ path: 'plugins/New.jar', before: null, after: sha256Hex(text) }] }),
      from: { openContent: async () => pieces(text) },
    });
    const none = jar('#!/bin/sh\necho hi\n');
    expect(await apply(none.from, none.order)).toMatchObject({
      state: 'refused',
      code: 'outside_instance',
      path: 'plugins/New.jar',
    });
    const empty = jar('');
    expect(
      (await apply(empty.from, { ...empty.order, orderId: twelveFiles().orderId.replace(/1$/, '2') })).state,
    ).toBe('refused');
    const real = jar('PK\u0003\u0004 and so on');
    expect(
      await apply(real.from, { ...real.order, orderId: twelveFiles().orderId.replace(/1$/, '3') }),
    ).toEqual({ state: 'applied' });
  });
});
