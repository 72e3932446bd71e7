import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/create-log.js';
import { LoggingSettings } from '../settings/topics/logging-settings.js';
import { bootService, type RunningService, type ServiceDefinition } from './boot-service.js';
import { StillUnavailable } from './prerequisite.js';

@Module({})
class EmptyModule {}

interface Port {
  logging: LoggingSettings;
  port: number;
}

const lines: Record<string, unknown>[] = [];
const log = createLog({
  app: 'waiter',
  settings: { level: 'info' },
  to: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
});

const waiter = (prepare: () => Promise<unknown>): ServiceDefinition<Port> => ({
  name: 'waiter',
  version: '1.0.0',
  listen: ({ port }) => ({ host: '127.0.0.1', port }),
  needs: () => [
    { name: 'ledger', prepare: async () => undefined },
    { name: 'database', prepare },
  ],
  module: () => EmptyModule,
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a service whose database is unavailable at the start', () => {
  let running: RunningService | undefined;
  afterEach(async () => {
    await running?.close();
    running = undefined;
    lines.length = 0;
  });

  it('lives, is not ready and says why, and goes on by itself when the database comes', async () => {
    const port = await freePort();
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
    let isThere = false;
    const asked = Promise.withResolvers<void>();
    const booting = bootService(
      waiter(async () => {
        if (isThere) return;
        asked.resolve();
        throw new StillUnavailable('mysql://me:hunter2@db refused');
      }),
      { logging: new LoggingSettings(), port },
      { log },
    );
    await asked.promise;
    const answers = async (): Promise<Response> => {
      for (;;) {
        const answer = await get('/health/live').catch(() => undefined);
        if (answer !== undefined) return answer;
      }
    };
    expect(await (await answers()).json()).toMatchObject({ status: 'alive', app: 'waiter' });
    const ready = await get('/health/ready');
    const text = await ready.text();
    expect(ready.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      status: 'not ready',
      dependencies: [
        { name: 'ledger', state: 'up' },
        { name: 'database', state: 'down', error: expect.stringContaining('refused') },
      ],
    });
    expect(text).not.toContain('hunter2');
    expect((await get('/api/v1/anything')).status).toBe(503);
    isThere = true;
    running = await booting;
    expect((await get('/health/ready')).status).toBe(200);
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'dependency is unavailable, the start waits for it',
        'dependency answers',
        'service started',
      ]),
    );
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('ends with the reason when waiting does not help, and frees its port', async () => {
    const port = await freePort();
    let asked = 0;
    const boot = bootService(
      waiter(async () => {
        if (++asked === 1) throw new StillUnavailable('not yet');
        throw new Error('wrong password: correct it');
      }),
      { logging: new LoggingSettings(), port },
      { log },
    );
    await expect(boot).rejects.toThrow('wrong password: correct it');
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  });
});
