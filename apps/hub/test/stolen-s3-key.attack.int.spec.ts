import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { vendorClient } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** What somebody can do who stole the key of the S3 server, and nothing else. */
describe('somebody with the key of the S3 server', () => {
  let product: TestProduct;
  let thief: ReturnType<typeof vendorClient>;

  beforeAll(async () => {
    product = await TestProduct.start();
    thief = vendorClient(product.services.s3);
    await product.discovered(DEMO_INSTANCES.length);
  });
  afterAll(() => product?.close());

  const keys = async (prefix: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { name } of thief.listObjectsV2('configs', prefix, true)) if (name) found.push(name);
    return found;
  };

  /** Every object with its bucket, unpacked where that needs no key. */
  const stolen = async (): Promise<[place: string, bytes: Buffer][]> => {
    const found: [string, Buffer][] = [];
    for (const { name: bucket } of await thief.listBuckets())
      for await (const { name } of thief.listObjectsV2(bucket, '', true)) {
        const bytes = await buffer(await thief.getObject(bucket, name!));
        found.push([
          `${bucket} ${name!}`,
          bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes,
        ]);
      }
    return found;
  };

  it('changes no verdict: what he alters, invents and removes is named, and every scan ends', async () => {
    const { drifts } = product.truth;
    const lost = drifts.find(({ kind, plugin }) => kind === 'wrong_value' && plugin !== '_server')!;
    const { plugin, file } = lost;
    const other = (await keys('baselines/')).find((key) => !key.startsWith(`baselines/${plugin}/`))!;
    await thief.putObject('configs', other, 'a: {{');
    await thief.putObject('configs', 'baselines/Evil/config.yml', 'op: everybody\n');
    await thief.putObject('configs', 'baselines/Evil//.yml', '\0');
    await thief.putObject('configs', 'deviations.yml', 'unmanaged: ["**"]\n');
    await thief.removeObject('configs', `baselines/${plugin}/${file}`);
    const [last] = (await product.history.baselineChanges.listRevisionsAtVersion()).filter(
      (one) => one.plugin === plugin && one.path === file,
    );
    await thief.removeObject('configs', `baseline-contents/${last!.sha256!.slice(0, 2)}/${last!.sha256!}`);

    expect(await product.scanned()).toMatchObject({ state: 'completed' });
    const found = (await product.findings()).map(
      (one) => `${one.instance} ${one.plugin}/${one.file} ${one.path}`,
    );
    const meant = drifts.filter((one) => one.plugin !== plugin || one.file !== file);
    expect([...found].sort()).toEqual(
      meant.map((one) => `${one.instance} ${one.plugin}/${one.file ?? ''} ${one.path}`).sort(),
    );
    const open = await product.findings(`&plugin=${plugin}&status=not_judged`);
    expect(open[0]).toMatchObject({ file, reason: expect.stringContaining('damaged or gone') as string });

    const { records } = await product.history.audit.listAudit({ limit: 20, action: 'baseline.refused' });
    const named = records.map(({ subject, detail }) => [subject, (detail as { why: string }).why]);
    expect(named.sort()).toEqual(
      [
        [other.slice('baselines/'.length), 'altered'],
        ['Evil//.yml', 'unknown'],
        ['Evil/config.yml', 'unknown'],
        ['deviations.yml', 'altered'],
        [`${plugin}/${file}`, 'gone'],
      ].sort(),
    );
  });

  it('reads no content of any file, and cannot tell by its name whether one that he guesses is there', async () => {
    const files = await product.history.configFiles.listConfigFiles();
    const hashes = new Set(files.flatMap(({ sha256 }) => sha256 ?? []));
    const sealed = await keys('sealed/');
    expect(sealed).toHaveLength(hashes.size);
    expect(await keys('snapshots/')).toEqual([]);
    const names = new Set(sealed.map((key) => key.slice(key.lastIndexOf('/') + 1)));
    expect([...hashes].filter((sha256) => names.has(sha256))).toEqual([]);

    const has = (await product.history.configFiles.listConfigFiles({ plugin: 'CMI' })).find(
      ({ path: file }) => file === 'config.yml',
    )!;
    const { host, name } = (await product.history.fleet.listInstances()).find(
      ({ id }) => id === has.instanceId,
    )!;
    const password = 'a-word-that-stands-in-one-file-only';
    appendFileSync(
      path.join(product.serverDir(host, name), 'plugins/CMI/config.yml'),
      `\nnote: ${password}\n`,
    );
    await product.scanned({ instance: name });
    const { id } = await product.call<{ id: string }>('POST', '/api/v1/backups', { instance: name });
    await product.eventually('the backup to end', async () => {
      const { state } = await product.call<{ state: string }>('GET', `/api/v1/operations/${id}`);
      return state === 'succeeded' ? state : undefined;
    });
    const everything = await stolen();
    expect(everything.filter(([key]) => key.startsWith('backups sealed/')).length).toBeGreaterThan(0);
    expect(everything.filter(([, bytes]) => bytes.includes(password)).map(([key]) => key)).toEqual([]);
  });
});
