import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  freePort,
  locateBinary,
  RADOSGW_PROGRAMS,
  startPrivateRadosgw,
  stopPrivateRadosgw,
  type S3Settings,
} from '@archivesmp/private-services';
import { freshBucket } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Artifacts } from '../src/index.js';
import { artifactsSuite } from './artifacts-suite.js';
import { backupsSuite } from './backups-suite.js';

const missing = RADOSGW_PROGRAMS.filter((program) => locateBinary(program) === undefined);
if (missing.length > 0)
  // The output must not suggest that this server was tried where it was not
  process.stderr.write(`SKIPPED: nothing is tried on radosgw, ${missing.join(', ')} is not installed.\n`);

/** An S3 server of other authors, whose conditions differ: it refuses an If-Match with quotes. */
describe.skipIf(missing.length > 0 && process.env['CI'] === undefined)('on radosgw', () => {
  let stateDir: string;
  let server: S3Settings;

  beforeAll(async () => {
    stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-radosgw-'));
    const keys = { accessKey: 'access-of-tests', secretKey: 'secret-of-tests' };
    server = await startPrivateRadosgw({ stateDir, port: await freePort(), ...keys, background: false });
  });
  afterAll(async () => {
    await stopPrivateRadosgw(stateDir);
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('everything that is looked for is there', async () => {
    const artifacts = new Artifacts(await freshBucket(server));
    const found = await artifacts.probeStore().finally(() => artifacts.close());
    expect(found.map(({ name, missing: reason }) => [name, reason])).toEqual([
      ['presigned write', undefined],
      ['conditional create', undefined],
      ['conditional replace', undefined],
      ['listing', undefined],
      ['multipart', undefined],
    ]);
  });

  artifactsSuite(() => freshBucket(server));
  backupsSuite(() => freshBucket(server));
});
