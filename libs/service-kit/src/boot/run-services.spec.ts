import { describe, expect, it } from 'vitest';
import { createLog } from '../log/create-log.js';
import type { RunningService } from './boot-service.js';
import { stopServices } from './run-services.js';

const silent = createLog({ app: 'test', settings: { level: 'silent' } });

const service = (name: string, close: () => Promise<void>): RunningService => ({
  name,
  url: 'http://127.0.0.1:1',
  app: undefined as never,
  log: silent,
  close,
});

describe('stopping', () => {
  it('goes backwards through the order of starting', async () => {
    const stopped: string[] = [];
    const services = ['bus', 'api'].map((name) => service(name, async () => void stopped.push(name)));
    expect(await stopServices(services)).toBe(true);
    expect(stopped).toEqual(['api', 'bus']);
  });

  it('goes on after one that fails, and says so', async () => {
    const stopped: string[] = [];
    const good = service('good', async () => void stopped.push('good'));
    const bad = service('bad', () => Promise.reject(new Error('stuck connection')));
    expect(await stopServices([good, bad])).toBe(false);
    expect(stopped).toEqual(['good']);
  });

  it('gives up after its time', async () => {
    expect(await stopServices([service('stuck', () => new Promise(() => undefined))], 20)).toBe(false);
  });
});
