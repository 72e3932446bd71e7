import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freshBucket } from '@archivesmp/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Artifacts } from '../src/index.js';

/** What a server does with a write under a condition, instead of what it should; undefined: it is let through. */
type Fault = (asked: IncomingMessage) => { status: number; code: string } | undefined;

const isConditional = ({ headers }: IncomingMessage): boolean =>
  headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
/** As two S3 servers of npm do. */
const ignores: Fault = ({ headers }) => {
  delete headers['if-match'];
  delete headers['if-none-match'];
  return undefined;
};
/** As s3api of Swift does. */
const knowsNone: Fault = (asked) =>
  isConditional(asked) ? { status: 501, code: 'NotImplemented' } : undefined;
/** As Ceph 16 would, had it no form that it takes. */
const refusesAll: Fault = ({ headers }) =>
  headers['if-match'] === undefined ? undefined : { status: 412, code: 'PreconditionFailed' };
/** A key that may look and not write. */
const readsOnly: Fault = ({ method }) =>
  method === 'PUT' || method === 'DELETE' ? { status: 403, code: 'AccessDenied' } : undefined;

let server: Server | undefined;
let artifacts: Artifacts | undefined;
afterEach(() => {
  artifacts?.close();
  server?.close();
  server?.closeAllConnections();
});

async function behind(fault: Fault): Promise<Artifacts> {
  const bucket = await freshBucket();
  const sound = new Artifacts(bucket);
  await sound.ensureBuckets().finally(() => sound.close());
  const pass = (asked: IncomingMessage, reply: ServerResponse): void => {
    const answer = fault(asked);
    if (answer !== undefined) {
      asked.resume();
      reply.writeHead(answer.status).end(`<Error><Code>${answer.code}</Code></Error>`);
      return;
    }
    const { method, url: path, headers } = asked;
    const onward = request(
      { host: bucket.endPoint, port: bucket.port, method, path, headers },
      (response) => {
        reply.writeHead(response.statusCode!, response.headers);
        response.pipe(reply);
      },
    );
    asked.pipe(onward);
  };
  server = createServer(pass);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  artifacts = new Artifacts({ ...bucket, port: (server.address() as AddressInfo).port });
  return artifacts;
}

describe('an S3 server that cannot keep two writers apart', () => {
  it.each([
    ['ignores conditions', ignores, /conditional create \(it ignores.*conditional replace \(it ignores/],
    ['knows no conditions', knowsNone, /conditional create \(.*NotImplemented.*conditional replace \(/],
    ['refuses every If-Match', refusesAll, /lacks conditional replace \(.*refuses to replace/],
    ['lets us read only', readsOnly, /presigned write \(.*refuses our access key/],
  ])(
    'that %s is named by what it lacks, at the health check, too, and is not written to',
    async (_what, fault, words) => {
      const store = await behind(fault);
      const lack = { code: 'artifacts.unsuitable', detail: expect.stringMatching(words) as string };
      await expect(store.probeStore()).rejects.toMatchObject(lack);
      await expect(store.ping()).rejects.toMatchObject(lack);
      const write = store.baselines.writeBaseline('CMI', 'config.yml', Buffer.from('a: 1\n'), {
        ifAbsent: true,
      });
      await expect(write).rejects.toMatchObject(lack);
      expect(await store.baselines.listBaselines()).toEqual([]);
    },
  );

  it('never reports that another change came first, also where the store was not probed', async () => {
    const store = await behind(refusesAll);
    const saved = (revision: string) =>
      store.baselines.writeBaseline('CMI', 'config.yml', Buffer.from('a: 2\n'), { ifRevision: revision });
    const first = await store.baselines.writeBaseline('CMI', 'config.yml', Buffer.from('a: 1\n'), {
      ifAbsent: true,
    });
    await expect(saved(first)).rejects.toMatchObject({ code: 'artifacts.unsuitable' });
    await expect(saved('0123456789abcdef0123456789abcdef')).rejects.toMatchObject({
      code: 'baseline.revision-mismatch',
    });
  });
});
