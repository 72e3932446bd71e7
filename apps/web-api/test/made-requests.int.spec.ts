import { generateKeyPairSync } from 'node:crypto';
import { chanceOf, committedDocument, MadeRequests, AnswerCheck } from '@archivesmp/testing/answers';
import { campaignOf } from '@archivesmp/testing/campaign';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDifference, discoverKnownFleet, scannedFleet } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

const { size, seed } = campaignOf({ small: 500, full: 10_000 });
/** Without it the API says to everybody who wants access for a host that orders cannot be signed. */
const ORDER_KEY = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
/** A stream does not end by itself. */
const ENDLESS = 'GET /api/v1/events';

/**
 * The API asked by a program that knows nothing but its document: as a viewer, an admin and the agent of a host. That every answer is as
 * the document declares is looked at where all tests have it; here nothing may go wrong inside either.
 */
describe('requests made from the document', () => {
  let api: TestApi;
  let callers: ((path: string, init?: RequestInit) => Promise<Response>)[];
  const known: Record<string, string[]> = {};

  beforeAll(async () => {
    api = await bootTestApi({ deployment: { order_key: ORDER_KEY } });
    const instances = await discoverKnownFleet(api.history);
    const scanId = await scannedFleet(api.history, instances, () => ({
      findings: [aDifference(1), aDifference(2)],
    }));
    const admin = await api.as(['admin'], 'admin');
    callers = [await api.as(['read']), admin, admin, await api.as(['agent:hetzner'])];
    const read = async (path: string) =>
      (await (await admin(path)).json()) as Record<string, { id: string }[]>;
    const findings = (await read('/api/v1/findings'))['findings']!.map(({ id }) => id);
    const ids = instances.map(({ id }) => id);
    Object.assign(known, {
      id: [...findings, ...ids, scanId],
      findings,
      instanceId: ids,
      scanId: [scanId],
      instance: ['BENT01', 'CREA01', ...ids],
      instances: ['BENT01', 'SMP201'],
      host: ['hetzner', 'ovh'],
      plugin: ['CMI', 'LuckPerms', '_server'],
      file: ['config.yml'],
      path: ['config.yml'],
    });
  });
  afterAll(() => api?.close());

  it(
    `${size} of them, seed ${seed}: none fails inside, and every status is declared`,
    { timeout: 3_600_000 },
    async () => {
      const document = committedDocument();
      const check = new AnswerCheck(document);
      const wanted = (method: string, path: string): boolean => `${method} ${path}` !== ENDLESS;
      const requests = new MadeRequests(document, chanceOf(seed), known, wanted);
      const failed: string[] = [];
      const statuses = new Map<number, number>();
      const answered = new Set<string>();
      for (let number = 0; number < size; number++) {
        const { method, path, headers, body } = requests.next();
        const answer = await callers[number % callers.length]!(path, {
          method,
          headers,
          ...(body !== undefined && { body }),
        });
        const text = await answer.text();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.ok) answered.add(`${method} ${path.split('?')[0]}`);
        if (answer.status >= 500)
          failed.push(
            `${number}: ${answer.status} ${method} ${path} ${body?.slice(0, 300) ?? ''}\n${text.slice(0, 300)}`,
          );
      }
      const summary = [...statuses].sort().map(([status, count]) => `${status}: ${count}`);
      console.log(
        `seed ${seed}, ${size} requests to ${check.names.length - 1} operations, by status ${summary.join(', ')}`,
      );
      expect(failed, failed.join('\n')).toEqual([]);
      expect(answered.size).toBeGreaterThan(20);
      expect(api.lines().filter(({ message }) => message === 'request failed unexpectedly')).toEqual([]);
    },
  );
});
