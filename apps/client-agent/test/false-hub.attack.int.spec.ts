import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { OwnCa } from '@archivesmp/private-services';
import { Secret } from '@archivesmp/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubConnection } from '../src/hub/hub-connection.js';

let dir: string;
let ours: OwnCa;
let server: Server;
const received: (string | undefined)[] = [];

/** Answers in the hub's place under the name false.example, with a certificate of the operators' own authority. */
beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-false-hub-'));
  ours = await OwnCa.in(path.join(dir, 'ours'));
  const { certificate, key } = await ours.issue('false', ['false.example']);
  const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
  server = createServer(pair, (request, reply) => {
    received.push(request.headers.authorization);
    reply.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const askedBy = (trust: { ca?: string; serverName?: string }) => {
  const hub = new HubConnection(
    `https://localhost:${(server.address() as AddressInfo).port}`,
    new Secret('asmp_token'),
    'ovh',
    trust,
  );
  return hub.call({ method: 'GET', path: '/api/agent/x', signal: AbortSignal.timeout(10_000) });
};

describe('somebody who answers in the hub’s place', () => {
  it('hears no token: under an authority that the agent was not told to believe', async () => {
    await expect(askedBy({})).rejects.toThrow(/not believed.*transport.ca_file/);
    expect(received).toEqual([]);
  });

  it('hears no token: under another name of the right authority', async () => {
    const ca = readFileSync(ours.certificate, 'utf8');
    await expect(askedBy({ ca })).rejects.toThrow(/not believed.*transport.server_name/);
    expect(received).toEqual([]);
    await askedBy({ ca, serverName: 'false.example' });
    expect(received).toEqual(['Bearer asmp_token']);
  });
});
