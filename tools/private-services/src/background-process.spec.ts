import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ProcessFailed,
  processRecord,
  startProcess,
  stopProcess,
  type ProcessPlan,
} from './background-process.js';
import { isAlive, writeRecord } from './process-record.js';

let stateDir: string;
beforeEach(() => (stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-process-'))));
afterEach(async () => {
  await stopProcess(stateDir, 'sample');
  rmSync(stateDir, { recursive: true, force: true });
});

const plan = (script: string, more: Partial<ProcessPlan> = {}): ProcessPlan => ({
  name: 'sample',
  command: process.execPath,
  args: ['-e', script],
  stateDir,
  background: false,
  isReady: () => Promise.resolve(),
  ...more,
});
const STAYS = 'setInterval(() => undefined, 1000)';

describe('a process', () => {
  it('is started once, found again, and stopped', async () => {
    const first = await startProcess(plan(STAYS));
    const second = await startProcess(plan(STAYS));
    expect([first.started, second.started]).toEqual([true, false]);
    expect(second.record.pid).toBe(first.record.pid);
    expect(isAlive(first.record)).toBe(true);
    expect(await stopProcess(stateDir, 'sample')).toBe(true);
    expect(isAlive(first.record)).toBe(false);
    expect(await stopProcess(stateDir, 'sample')).toBe(false);
  });

  it('that ends too early is named with how it ended and its last lines', async () => {
    const script = 'console.log("reading settings"); console.error("port is taken"); process.exit(7)';
    const never = plan(script, { isReady: () => Promise.reject(new Error('not yet')) });
    const failure = await startProcess(never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProcessFailed);
    expect((failure as Error).message).toContain('sample ended with exit code 7');
    expect((failure as ProcessFailed).lastLines).toEqual(['reading settings', 'port is taken']);
    expect(processRecord(stateDir, 'sample')).toBeUndefined();
  });

  it('that never becomes ready is ended and named with the reason', async () => {
    const never = plan(STAYS, {
      isReady: () => Promise.reject(new Error('fetch failed', { cause: new Error('connection refused') })),
      readyWithinMs: 200,
    });
    await expect(startProcess(never)).rejects.toThrow(
      /ran, but was not ready in time, and was ended \(fetch failed: connection refused\)/,
    );
    expect(processRecord(stateDir, 'sample')).toBeUndefined();
  });

  it('that cannot be started is a failure as well', async () => {
    const absent = plan('', { command: path.join(stateDir, 'no-such-program'), background: true });
    await expect(startProcess(absent)).rejects.toThrow(/could not be started/);
  });

  it('that ignores SIGTERM is killed after its grace', async () => {
    const ready = path.join(stateDir, 'ready');
    const script = `process.on('SIGTERM', () => undefined); require('fs').writeFileSync(${JSON.stringify(ready)}, ''); ${STAYS}`;
    const isReady = () => access(ready);
    const { record } = await startProcess(plan(script, { isReady }));
    await stopProcess(stateDir, 'sample', 100);
    expect(isAlive(record)).toBe(false);
  });

  it('is not mistaken for a stranger that got its pid', async () => {
    const { record } = await startProcess(plan(STAYS));
    const file = path.join(stateDir, 'stranger.json');
    writeRecord(file, { ...record, name: 'stranger', startTime: '1' });
    expect(await stopProcess(stateDir, 'stranger')).toBe(false);
    expect(isAlive(record)).toBe(true);
  });

  it('survives a damaged record', async () => {
    writeFileSync(path.join(stateDir, 'sample.json'), '{"pid":');
    expect((await startProcess(plan(STAYS))).started).toBe(true);
  });
});
