import { aManifest, vendorClient, type TestBucket } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Artifacts, BUCKETS } from '../src/index.js';

/** What every S3 server must do for baselines, snapshots and manifests. @param fresh gives a corner of a server of its own */
export function artifactsSuite(fresh: () => Promise<TestBucket>): void {
  let bucket: TestBucket;
  let artifacts: Artifacts;

  beforeAll(async () => {
    bucket = await fresh();
    artifacts = new Artifacts(bucket);
    await artifacts.ensureBuckets();
  });
  afterAll(() => artifacts.close());

  const vendor = () => vendorClient(bucket);
  const text = (content: string) => Buffer.from(content);
  const mismatch = { code: 'baseline.revision-mismatch' };

  describe('the buckets', () => {
    it('are made once and may be asked for again', async () => {
      await Promise.all([artifacts.ensureBuckets(), artifacts.ensureBuckets()]);
      const names = (await vendor().listBuckets()).map((bucket) => bucket.name);
      expect(names).toEqual(expect.arrayContaining(BUCKETS.map((name) => `${bucket.bucketPrefix}${name}`)));
      await artifacts.ping();
    });

    it('are made by the first write', async () => {
      const early = new Artifacts(await fresh());
      const revision = await early.baselines.writeBaseline('CMI', 'config.yml', text('a: 1\n'), {
        ifAbsent: true,
      });
      expect((await early.baselines.readBaseline('CMI', 'config.yml')).revision).toBe(revision);
      early.close();
    });
  });

  describe('baselines', () => {
    it('are listed by plugin with their revisions', async () => {
      const when = { ifAbsent: true } as const;
      const revision = await artifacts.baselines.writeBaseline(
        'LuckPerms',
        'config.yml',
        text('server: a'),
        when,
      );
      await artifacts.baselines.writeBaseline('LuckPerms', 'lang/é & +.yml', text('x: 1'), when);
      await artifacts.baselines.writeBaseline('CMI', 'config.yml', text('y: 2'), when);
      const all = await artifacts.baselines.listBaselines();
      expect(all.map((file) => `${file.plugin} ${file.path}`)).toEqual([
        'CMI config.yml',
        'LuckPerms config.yml',
        'LuckPerms lang/é & +.yml',
      ]);
      expect(all[1]).toMatchObject({ revision, size: 9, modifiedAt: expect.stringMatching(/^20/) });
      expect(await artifacts.baselines.listBaselines('LuckPerms')).toHaveLength(2);
      const contents = await artifacts.baselines.readBaselines('LuckPerms');
      expect(contents.map((file) => file.content.toString())).toEqual(['server: a', 'x: 1']);
    });

    it('are written only over the revision that was read', async () => {
      const path = 'race.yml';
      await artifacts.baselines.writeBaseline('CMI', path, text('1'), { ifAbsent: true });
      await expect(
        artifacts.baselines.writeBaseline('CMI', path, text('2'), { ifAbsent: true }),
      ).rejects.toMatchObject(mismatch);
      const { revision } = await artifacts.baselines.readBaseline('CMI', path);
      const writers = ['a', 'b', 'c', 'd'].map((content) =>
        artifacts.baselines.writeBaseline('CMI', path, text(content), { ifRevision: revision }),
      );
      const results = await Promise.allSettled(writers);
      const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(won).toHaveLength(1);
      expect((await artifacts.baselines.readBaseline('CMI', path)).revision).toBe(won[0]);
      const lost = artifacts.baselines.writeBaseline('CMI', 'nothing.yml', text('x'), {
        ifRevision: revision,
      });
      await expect(lost).rejects.toMatchObject(mismatch);
    });

    it('take a revision with quotes, as it comes in If-Match', async () => {
      const revision = await artifacts.baselines.writeBaseline('CMI', 'quoted.yml', text('1'), {
        ifAbsent: true,
      });
      await artifacts.baselines.writeBaseline('CMI', 'quoted.yml', text('2'), {
        ifRevision: `"${revision}"`,
      });
      expect((await artifacts.baselines.readBaseline('CMI', 'quoted.yml')).content.toString()).toBe('2');
    });

    it.each(['../other.yml', 'a/../b', '/config.yml', '', 'a//b', 'a\\b', 'a\u0000b', 'x'.repeat(2_000)])(
      'refuse the path %j',
      async (path) => {
        const write = artifacts.baselines.writeBaseline('CMI', path, text('x'), { ifAbsent: true });
        await expect(write).rejects.toMatchObject({ code: 'request.invalid' });
      },
    );

    it('say what is not there', async () => {
      await expect(artifacts.baselines.readBaseline('CMI', 'no.yml')).rejects.toMatchObject({
        code: 'resource.not-found',
      });
    });
  });

  describe('the deviations', () => {
    it('are absent at first and then written by revision', async () => {
      expect(await artifacts.deviations.readDeviations()).toBeUndefined();
      const revision = await artifacts.deviations.writeDeviations(text('deviations: {}'), { ifAbsent: true });
      expect(await artifacts.deviations.readDeviations()).toEqual({
        content: text('deviations: {}'),
        revision,
      });
      const stale = artifacts.deviations.writeDeviations(text('x'), { ifRevision: 'f'.repeat(32) });
      await expect(stale).rejects.toMatchObject(mismatch);
    });
  });

  describe('snapshots', () => {
    it('are stored once under their sha256 and come back as they were', async () => {
      const content = text('motd: hi\n'.repeat(1_000));
      const sha256 = await artifacts.snapshots.storeSnapshot(content);
      expect(await artifacts.snapshots.storeSnapshot(content)).toBe(sha256);
      expect(await artifacts.snapshots.readSnapshot(sha256)).toEqual(content);
      const key = `snapshots/${sha256.slice(0, 2)}/${sha256}`;
      const stat = await vendor().statObject(`${bucket.bucketPrefix}configs`, key);
      expect(stat.size).toBeLessThan(200);
    });

    it.each([3, 500])('know which of %i are missing', async (count) => {
      const stored = await Promise.all(
        [1, 2].map((n) => artifacts.snapshots.storeSnapshot(text(`stored ${count} ${n}`))),
      );
      const others = Array.from({ length: count }, (_, n) => n.toString(16).padStart(64, String(count % 10)));
      const asked = [stored[0]!, ...others, stored[1]!, others[0]!];
      expect(await artifacts.snapshots.findMissingSnapshots(asked)).toEqual(others);
      const someoneElse = new Artifacts(bucket);
      expect(await someoneElse.snapshots.findMissingSnapshots(asked)).toEqual(others);
      expect(await someoneElse.snapshots.findMissingSnapshots(asked)).toEqual(others);
      someoneElse.close();
    });

    it('that were removed are asked for again once a reader missed them', async () => {
      const sha256 = await artifacts.snapshots.storeSnapshot(text('to be removed'));
      await vendor().removeObject(
        `${bucket.bucketPrefix}configs`,
        `snapshots/${sha256.slice(0, 2)}/${sha256}`,
      );
      await expect(artifacts.snapshots.readSnapshot(sha256)).rejects.toMatchObject({
        code: 'resource.not-found',
      });
      expect(await artifacts.snapshots.findMissingSnapshots([sha256])).toEqual([sha256]);
    });

    it('are refused under a hash that is not theirs', async () => {
      const write = artifacts.snapshots.storeSnapshotAs('0'.repeat(64), text('x'));
      await expect(write).rejects.toMatchObject({ code: 'artifacts.corrupt' });
      expect(await artifacts.snapshots.hasSnapshot('0'.repeat(64))).toBe(false);
      await expect(artifacts.snapshots.readSnapshot('../x')).rejects.toMatchObject({
        code: 'request.invalid',
      });
    });

    it.each([
      ['other bytes', text('not even gzip')],
      ['nothing', Buffer.alloc(0)],
    ])('are not used when the storage holds %s in their place', async (_what, damage) => {
      const sha256 = await artifacts.snapshots.storeSnapshot(text(`to be damaged ${_what}`));
      await vendor().putObject(
        `${bucket.bucketPrefix}configs`,
        `snapshots/${sha256.slice(0, 2)}/${sha256}`,
        damage,
      );
      await expect(artifacts.snapshots.readSnapshot(sha256)).rejects.toMatchObject({
        code: 'artifacts.corrupt',
      });
    });
  });

  describe('manifests', () => {
    it('come back, are replaced, and go with their scan', async () => {
      const first = aManifest();
      const second = aManifest({ instanceId: '99999999-9999-4999-8999-999999999999' });
      await artifacts.manifests.storeManifest(first, []);
      await artifacts.manifests.storeManifest({ ...first, pluginFolders: ['Changed'] }, ['f'.repeat(64)]);
      await artifacts.manifests.storeManifest(second, []);
      const read = await artifacts.manifests.readManifest(first.scanId, first.instanceId);
      expect(read).toEqual({ ...first, pluginFolders: ['Changed'], asked: ['f'.repeat(64)] });
      await artifacts.manifests.removeManifestsOfScan(first.scanId);
      for (const { scanId, instanceId } of [first, second])
        await expect(artifacts.manifests.readManifest(scanId, instanceId)).rejects.toMatchObject({
          code: 'resource.not-found',
        });
    });
  });
}
