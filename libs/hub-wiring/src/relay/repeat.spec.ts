import { createLog } from '@archivesmp/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { Repeat } from './repeat.js';

const lines: string[] = [];
const log = createLog({
  app: 'test',
  settings: { level: 'info' },
  to: { write: (line: string) => void lines.push(line) },
});

describe('a task that repeats', () => {
  it('runs at once, again when woken, never twice at a time, and waits for its end when stopped', async () => {
    let atOnce = 0;
    let most = 0;
    let runs = 0;
    const repeat = new Repeat(
      'test',
      60_000,
      async () => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        runs += 1;
        atOnce -= 1;
      },
      log,
    );
    repeat.startRepeating();
    await vi.waitUntil(() => runs === 1);
    repeat.wake();
    repeat.wake();
    await vi.waitUntil(() => runs >= 2);
    repeat.wake();
    await repeat.stopRepeating();
    const after = runs;
    repeat.wake();
    expect(runs).toBe(after);
    expect(most).toBe(1);
  });

  it('tells a failure once per outage and goes on', async () => {
    lines.length = 0;
    let runs = 0;
    const repeat = new Repeat(
      'test',
      1,
      async () => {
        if (++runs < 4) throw new Error('away');
      },
      log,
    );
    repeat.startRepeating();
    await vi.waitUntil(() => runs >= 4);
    await repeat.stopRepeating();
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'task failed, trying again',
      'task works again',
    ]);
  });
});
