import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { until } from '@archivesmp/private-services';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DevCommand } from './dev-command.js';

let dev: DevCommand;
beforeEach(async () => {
  dev = await DevCommand.make();
});
afterEach(() => dev.end());

describe('the life of ./dev', () => {
  it('keeps what runs, names what crashed, starts it again, and leaves nothing behind', async () => {
    expect(await dev.run('up')).toMatchObject({ code: 0 });
    const first = dev.running();
    const again = await dev.run('up');
    expect(again.code, again.output).toBe(0);
    expect(dev.running()).toEqual(first);
    expect((await dev.run('status')).code).toBe(0);

    process.kill(first.get('hub')!, 'SIGKILL');
    await until(() => (dev.running().has('hub') ? undefined : true), 5_000);
    const status = await dev.run('status');
    expect(status.code).toBe(3);
    expect(status.output).toMatch(/hub ended by itself[^]*hub \| \{/);
    const revived = await dev.run('up');
    expect(revived.code, revived.output).toBe(0);
    expect(revived.output).toMatch(/hub had ended by itself[^]*hub \| \{/);
    const second = dev.running();
    expect(second.get('hub')).not.toBe(first.get('hub'));
    expect(second.get('mariadb')).toBe(first.get('mariadb'));

    const scan = await dev.run('scan', '--instance', 'HARD01');
    expect(scan.output).toMatch(/critical +hetzner\/HARD01 _server\/server.properties online-mode/);
    expect(scan.output).not.toContain('EVO01 LuckPerms');

    expect(await dev.run('down')).toMatchObject({ code: 0 });
    expect(dev.leftBehind()).toEqual([]);
    expect((await dev.run('status')).code).toBe(3);
  });

  it('leaves no process behind when it is interrupted in the middle', async () => {
    const { child, end, output } = dev.start('up');
    await until(() => (output().includes('Simulated AMP panels') ? true : undefined), 60_000);
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
    expect(dev.leftBehind()).toEqual([]);
  });

  it('names who holds the port of the hub, and starts nothing', async () => {
    const stranger = createServer().listen(dev.port, '127.0.0.1');
    await once(stranger, 'listening');
    const { code, output } = await dev.run('up');
    expect(code).toBe(1);
    expect(output).toContain(`port ${dev.port}, but process ${process.pid}`);
    expect(output).toContain('--port');
    expect(dev.leftBehind()).toEqual([]);
    stranger.close();
  });
});

describe('./dev up --fleet', () => {
  const own = (): string => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-own-fleet-'));
    const put = (file: string, text: string): void => {
      mkdirSync(path.join(dir, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(dir, file), text);
    };
    for (const [host, name, value] of [
      ['east', 'LOBBY', 1],
      ['east', 'SMP', 1],
      ['west', 'SKY', 1],
      ['west', 'MINE', 7],
    ] as const) {
      put(`${host}/${name}/server.properties`, 'online-mode=false\n');
      put(`${host}/${name}/plugins/Demo/config.yml`, `limit: ${value}\nname: same\n`);
    }
    put('west/SKY/plugins/Demo/broken.yml', 'limits:\n\thomes: 3\n');
    return dir;
  };
  const stamps = (dir: string): string[] =>
    readdirSync(dir, { recursive: true })
      .map((file) => `${String(file)} ${statSync(path.join(dir, String(file))).mtimeMs}`)
      .sort();

  it('scans folders of hosts without ever writing into them', async () => {
    const dir = own();
    const before = stamps(dir);
    const { code, output } = await dev.run('up', '--fleet', dir);
    expect(code, output).toBe(0);
    const { summary, fleet } = dev.devFile();
    expect(fleet.hosts.map(({ name }) => name)).toEqual(['east', 'west']);
    expect(summary).toMatchObject({
      state: 'completed',
      instances: 4,
      files: 9,
      notUnderstood: 1,
      outliers: 1,
    });
    expect(summary.otherFiles).toMatchObject([
      {
        instance: 'SKY',
        file: 'Demo/broken.yml',
        state: 'not_understood',
        reason: expect.stringContaining('line 2, column 1'),
      },
    ]);
    expect(output).toContain('not understood: SKY Demo/broken.yml: line 2');
    const { outliers } = await dev.get<{ outliers: unknown[] }>('/api/v1/outliers');
    expect(outliers).toMatchObject([{ instance: 'MINE', key: 'limit', value: 7, majority: 1 }]);
    expect(stamps(dir)).toEqual(before);
    rmSync(dir, { recursive: true });
  });

  it('says what it looked for where there is no instance', async () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), 'asmp-own-fleet-'));
    const { code, output } = await dev.run('up', '--fleet', empty);
    expect(code).toBe(1);
    expect(output).toContain('no instance found');
    expect(dev.leftBehind()).toEqual([]);
    rmSync(empty, { recursive: true });
  });
});
