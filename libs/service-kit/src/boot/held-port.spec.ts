import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/create-log.js';
import { LoggingSettings } from '../settings/topics/logging-settings.js';
import { bootService, type RunningService, type ServiceDefinition } from './boot-service.js';
import { explainListenFailure } from './explain-listen-failure.js';

@Module({})
class Nothing {}

interface PortSettings {
  readonly logging: LoggingSettings;
  readonly port: number;
}

const logging = Object.assign(new LoggingSettings(), { level: 'error' });
const settings = (port: number): PortSettings => ({ logging, port });
const QUIET = { log: createLog({ app: 'painter', settings: logging }) };
const SERVICE: ServiceDefinition<PortSettings> = {
  name: 'painter',
  version: '1',
  listen: ({ port }) => ({ host: '127.0.0.1', port }),
  module: () => Nothing,
};

const running: RunningService[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the port of a service that starts', () => {
  it('never frees its port between the waiting room and its own listening', async () => {
    const port = await freePort();
    const attempts: unknown[] = [];
    @Module({})
    class Rival {
      async onApplicationBootstrap(): Promise<void> {
        const rival = createServer();
        const end = Promise.withResolvers<unknown>();
        rival.once('error', (error: NodeJS.ErrnoException) => end.resolve(error.code));
        rival.listen(port, '127.0.0.1', () => rival.close(() => end.resolve('got the port')));
        attempts.push(await end.promise);
      }
    }
    const again = await bootService({ ...SERVICE, module: () => Rival }, settings(port), QUIET);
    running.push(again);
    expect(attempts).toEqual(['EADDRINUSE']);
    expect(again.url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${again.url}/health/live`)).status).toBe(200);
    await running.pop()!.close();
    await expect(fetch(`${again.url}/health/live`)).rejects.toThrow();
  });

  it('frees its port when the start fails at the last moment', async () => {
    const port = await freePort();
    @Module({})
    class Broken {
      onApplicationBootstrap(): void {
        throw new Error('no start');
      }
    }
    const failed = bootService({ ...SERVICE, module: () => Broken }, settings(port), QUIET);
    await expect(failed).rejects.toThrow('no start');
    const next = await bootService(SERVICE, settings(port), QUIET);
    running.push(next);
    expect(next.url).toBe(`http://127.0.0.1:${port}`);
  });

  it.each([
    ['EAI_AGAIN', 'names cannot be looked up now'],
    ['ENOTFOUND', 'this machine has no such address'],
  ])('tells %s apart', (code, words) => {
    const error = Object.assign(new Error(code), { code });
    expect(explainListenFailure('painter', { host: 'painter.example', port: 1 }, error).message).toContain(
      words,
    );
  });
});
