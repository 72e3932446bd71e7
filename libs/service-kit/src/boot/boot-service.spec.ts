import { once } from 'node:events';
import { connect } from 'node:net';
import { Problem } from '@archivesmp/contracts/problem';
import { Body, Controller, Get, Inject, Module, Post, Query } from '@nestjs/common';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog, type Log } from '../log/create-log.js';
import { withLogContext } from '../log/log-context.js';
import { Metrics } from '../metrics/metrics.js';
import { Health } from '../health/health.js';
import { LoggingSettings } from '../settings/topics/logging-settings.js';
import { bootService, createService, type RunningService, type ServiceDefinition } from './boot-service.js';
import { LOG } from '../service/service-identity.js';

class ColourQuery {
  @IsOptional()
  @IsIn(['red', 'green'])
  colour?: 'red' | 'green';
}

class Paint {
  @IsString() name!: string;
}

/** A request that is under way until a test ends it. */
let slowWork = { begun: Promise.withResolvers<void>(), end: Promise.withResolvers<void>() };

@Controller('paint')
class PaintController {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get()
  read(@Query() query: ColourQuery): ColourQuery {
    return query;
  }

  @Post()
  write(@Body() paint: Paint): Paint {
    this.log.info({ paint: paint.name }, 'painted');
    return paint;
  }

  @Get('crash')
  crash(): never {
    throw new Error('connect failed for mysql://root:hunter2@db');
  }

  @Get('slow')
  async slow(): Promise<{ done: boolean }> {
    slowWork.begun.resolve();
    await slowWork.end.promise;
    return { done: true };
  }

  @Get('busy')
  busy(): never {
    throw new Problem('auth.rate-limited', 'Wait a little.', { retryAfterSeconds: 7 });
  }
}

@Module({ controllers: [PaintController] })
class PaintModule {}

interface PaintSettings {
  logging: LoggingSettings;
  port: number;
}

const painter: ServiceDefinition<PaintSettings> = {
  name: 'painter',
  version: '1.2.3',
  listen: ({ port }) => ({ host: '127.0.0.1', port }),
  module: () => PaintModule,
  server: () => ({ bodyLimit: 64 }),
};

function captured(): { lines: () => Record<string, unknown>[]; log: Log } {
  const written: string[] = [];
  const log = createLog({
    app: 'painter',
    settings: { level: 'debug' },
    to: { write: (line) => void written.push(line) },
  });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const settings = (port = 0): PaintSettings => ({ logging: new LoggingSettings(), port });

describe('a booted service', () => {
  const running: RunningService[] = [];
  afterEach(async () => {
    for (const service of running.splice(0)) await service.close();
  });

  async function boot(port = 0) {
    const { log, lines } = captured();
    const service = await bootService(painter, settings(port), { log });
    running.push(service);
    return { service, lines };
  }

  it('refuses a bad filter with 400, the field and the allowed values', async () => {
    const { service } = await boot();
    const answer = await fetch(`${service.url}/paint?colour=blue`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const body = (await answer.json()) as { code: string; help: string; instance: string; errors: unknown[] };
    expect(body).toMatchObject({
      code: 'request.invalid',
      instance: answer.headers.get('x-request-id'),
      errors: [{ field: 'colour', message: 'must be one of the following values: red, green' }],
    });
    expect(body.help.length).toBeGreaterThan(10);
  });

  it.each(['/paint?colour=%00', '/paint/slow?x=a%00b'])(
    'refuses a NUL in %s before a route runs',
    async (path) => {
      const { service } = await boot();
      const answer = await fetch(`${service.url}${path}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ message: 'holds a NUL character' }] });
    },
  );

  it('answers what is under way when it stops, and then is gone', async () => {
    slowWork = { begun: Promise.withResolvers<void>(), end: Promise.withResolvers<void>() };
    const { service } = await boot();
    // A second connection that is kept alive without a request must not hold the service up.
    await (await fetch(`${service.url}/health/live`)).text();
    const answer = fetch(`${service.url}/paint/slow`);
    await slowWork.begun.promise;
    const closed = service.close();
    slowWork.end.resolve();
    expect(await (await answer).json()).toEqual({ done: true });
    await closed;
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
  });

  it('refuses a query parameter it does not know and names those it does', async () => {
    const { service } = await boot();
    const body = await (await fetch(`${service.url}/paint?color=red`)).json();
    expect(body).toMatchObject({
      status: 400,
      errors: [{ field: 'color', message: expect.stringContaining('colour') }],
    });
  });

  it.each([
    [
      'an oversized body',
      'application/json',
      JSON.stringify({ name: 'x'.repeat(100) }),
      413,
      'request.too-large',
    ],
    ['half of a character', 'application/json', '{"name":"\\ud800"}', 400, 'request.invalid'],
    ['a NUL', 'application/json', '{"name":"\\u0000"}', 400, 'request.invalid'],
    ['a foreign content type', 'text/csv', 'name', 415, 'request.unsupported-media-type'],
    ['a form', 'application/x-www-form-urlencoded', 'name=a', 415, 'request.unsupported-media-type'],
    ['plain text', 'text/plain', '{"name":"a"}', 415, 'request.unsupported-media-type'],
    ['broken JSON', 'application/json', '{"name": hunter2', 400, 'request.invalid'],
    ['an empty JSON body', 'application/json', '', 400, 'request.invalid'],
    ['a list for an object', 'application/json', '[]', 400, 'request.invalid'],
    ['a poisoned prototype', 'application/json', '{"__proto__":{"name":"a"}}', 400, 'request.invalid'],
  ])('refuses %s without repeating it', async (_what, type, sent, status, code) => {
    const { service } = await boot();
    const answer = await fetch(`${service.url}/paint`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: sent,
    });
    const text = await answer.text();
    expect([answer.status, (JSON.parse(text) as { code: string }).code]).toEqual([status, code]);
    expect(text).not.toContain('hunter2');
  });

  it('answers an unknown address with 404 problem details', async () => {
    const { service } = await boot();
    expect(await (await fetch(`${service.url}/nothing`)).json()).toMatchObject({
      code: 'resource.not-found',
    });
  });

  it('says how long to wait', async () => {
    const { service } = await boot();
    const answer = await fetch(`${service.url}/paint/busy`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('shows nothing of an unforeseen error but logs it under the request id, without credentials', async () => {
    const { service, lines } = await boot();
    const text = await (
      await fetch(`${service.url}/paint/crash`, { headers: { 'x-request-id': 'my-request-1' } })
    ).text();
    expect(text).not.toContain('connect failed');
    expect(JSON.parse(text)).toMatchObject({ code: 'internal', instance: 'my-request-1' });
    const line = lines().find(({ message }) => message === 'request failed unexpectedly');
    expect(line).toMatchObject({ level: 'error', app: 'painter', requestId: 'my-request-1' });
    expect(JSON.stringify(line)).toContain('connect failed');
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });

  it('keeps the request id through the reading of a body', async () => {
    const { service, lines } = await boot();
    const headers = { 'content-type': 'application/json', 'x-request-id': 'my-request-2' };
    await fetch(`${service.url}/paint`, { method: 'POST', headers, body: '{"name":"sky"}' });
    expect(lines().find(({ message }) => message === 'painted')).toMatchObject({
      requestId: 'my-request-2',
      paint: 'sky',
    });
  });

  it('counts requests by the pattern of the route', async () => {
    const { service } = await boot();
    await fetch(`${service.url}/paint?colour=red`);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(/archivesmp_http_request_duration_seconds_count\{[^}]*route="\/paint"[^}]*\} 1/);
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('names the port that is taken', async () => {
    const { service } = await boot();
    const port = Number(new URL(service.url).port);
    await expect(bootService(painter, settings(port), { log: captured().log })).rejects.toThrow(
      `port: painter cannot listen on 127.0.0.1:${port}: another program holds this port`,
    );
  });

  it('builds nothing, and so takes no work, while its port is not its own', async () => {
    const { service } = await boot();
    let built = 0;
    const needs = () => [{ name: 'ledger', prepare: async () => void built++ }];
    const module = () => (built++, PaintModule);
    const usedPort = settings(Number(new URL(service.url).port));
    const booting = bootService({ ...painter, needs, module }, usedPort, { log: captured().log });
    await expect(booting).rejects.toThrow('another program holds this port');
    expect(built).toBe(0);
  });

  it('holds its port while it is built, and is not held up by a client that only connects', async () => {
    const { service } = await boot();
    const port = Number(new URL(service.url).port);
    await running.pop()!.close();
    const connected = Promise.withResolvers<void>();
    const needs = () => [
      {
        name: 'ledger',
        prepare: async () => {
          const caller = connect(port, '127.0.0.1');
          await once(caller, 'connect');
          caller.on('error', () => undefined).on('close', () => connected.resolve());
        },
      },
    ];
    running.push(await bootService({ ...painter, needs }, settings(port), { log: captured().log }));
    await connected.promise;
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('runs beside a second one in the same process, each with its own metrics', async () => {
    const first = await boot();
    const second = await boot();
    await fetch(`${first.service.url}/paint`);
    const text = await (await fetch(`${second.service.url}/metrics`)).text();
    expect(text).not.toContain('route="/paint"');
  });

  it('is ready only while everything it needs answers', async () => {
    const { app, kit } = await createService(painter, settings(), { log: captured().log });
    const port = (await app.listen(0, '127.0.0.1'), new URL(await app.getUrl()).port);
    try {
      let works = true;
      kit.health.addCheck('database', async () => {
        if (!works) throw new Error('mysql://me:hunter2@db refused the connection');
      });
      const ready = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
        return { status: answer.status, text: await answer.text() };
      };
      expect((await ready()).status).toBe(200);
      works = false;
      const down = await ready();
      expect(down.status).toBe(503);
      expect(JSON.parse(down.text)).toMatchObject({
        status: 'not ready',
        app: 'painter',
        dependencies: [{ name: 'database', state: 'down', error: expect.stringContaining('refused') }],
      });
      expect(down.text).not.toContain('hunter2');
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(metrics).toMatch(/archivesmp_dependency_up\{[^}]*dependency="database"[^}]*\} 0/);
      expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('health', () => {
  it('gives up on a dependency that never answers', async () => {
    const health = new Health(20);
    health.addCheck('queue', () => new Promise(() => undefined));
    expect(await health.ask()).toMatchObject([
      { name: 'queue', state: 'down', error: 'does not answer within 20 ms' },
    ]);
  });
});

describe('the log', () => {
  it('carries the facts of the call chain and hides secrets by name', () => {
    const { log, lines } = captured();
    withLogContext({ scanId: 's1' }, () =>
      withLogContext({ host: 'ovh' }, () =>
        log.warn(
          { redis: { password: 'hunter2', port: 1 }, headers: { authorization: 'Bearer hunter2' } },
          'skipped',
        ),
      ),
    );
    const [line] = lines();
    expect(line).toMatchObject({ scanId: 's1', host: 'ovh', message: 'skipped', redis: { port: 1 } });
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });
});
