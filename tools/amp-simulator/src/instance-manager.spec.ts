import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAmpPanel, type RunningPanel } from './amp-panel.js';
import { APP_STATE } from './app-state.js';
import { runManager } from './instance-manager.js';

let dir: string;
let panel: RunningPanel;
beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'asmp-manager-'));
  mkdirSync(path.join(dir, 'instances/BENT01/Minecraft'), { recursive: true });
  panel = await startAmpPanel({ port: 0, name: 'ovh', hostDir: dir, users: [], ownSpec: true });
});
afterEach(async () => {
  await panel.close();
  rmSync(dir, { recursive: true, force: true });
});

const run = (...args: string[]) => runManager(panel.url, args);
const server = () => panel.controller.byName('BENT01')!;

describe('a simulated ampinstmgr', () => {
  it('works on instances although the API of their panel is dead', async () => {
    panel.switches.cutFaults = -1;
    expect((await run('status')).lines.at(-1)).toMatch(/^BENT01 .*✓/);
    expect(await run('stop', 'BENT01')).toMatchObject({ code: 0 });
    expect(server().isUp).toBe(false);
    expect(server().app.current).toBe(APP_STATE.stopped);
    expect((await run('stop', 'BENT01')).lines.at(-1)).toContain('is not running');
    expect((await run('status')).lines.at(-1)).not.toContain('✓');
    expect(await run('--RESTART', 'BENT01')).toMatchObject({ code: 0 });
    expect(server().isUp).toBe(true);
    expect((await run('restartall')).lines.at(-1)).toContain('BENT01');
    expect((await run('start', 'NONE')).code).toBe(1);
    expect((await run('dance', 'BENT01')).code).toBe(2);
  });

  it('fails before or after it did something, and says it in other words', async () => {
    panel.switches.managerMood = 'fails';
    expect((await run('stop', 'BENT01')).code).toBe(3);
    expect(server().isUp).toBe(true);
    panel.switches.managerMood = 'fails-after';
    expect((await run('stop', 'BENT01')).code).toBe(1);
    expect(server().isUp).toBe(false);
    panel.switches.managerMood = 'speaks-otherwise';
    expect((await run('status')).lines.at(-1)).toMatch(/^No \| BENT01/);
    panel.switches.managerMood = 'no-table';
    expect((await run('status')).lines.join()).not.toContain('BENT01');
  });
});
