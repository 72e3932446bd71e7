import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstanceManager } from './instance-manager.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-ampinstmgr-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A program that writes down how it was called, then does as `body` says; `up` is a file that says whether BENT01 is up. */
function manager(body: string, within_seconds = 20): InstanceManager {
  const file = path.join(dir, 'ampinstmgr');
  const status =
    'if [ "$1" = status ]; then echo "Instance Name | Up"; echo "BENT01 | $(cat up)"; exit 0; fi';
  writeFileSync(file, `#!/bin/sh\ncd '${dir}'\n${status}\nprintf '%s|' "$@" >> calls\n${body}\n`);
  chmodSync(file, 0o755);
  return new InstanceManager({ path: file, user: os.userInfo().username, within_seconds }, 0);
}
const isUp = (mark: 'yes' | 'no'): void => writeFileSync(path.join(dir, 'up'), mark);
const calls = (): string => readFileSync(path.join(dir, 'calls'), 'utf8');

describe('ampinstmgr', () => {
  it('is called with its arguments, each for itself, and believed by its table', async () => {
    isUp('no');
    expect(await manager('echo yes > up').start('BENT01')).toEqual({ ended: 'done' });
    expect(await manager('echo no > up').stop('BENT01')).toEqual({ ended: 'done' });
    expect(await manager('echo yes > up').restart('BENT01')).toEqual({ ended: 'done' });
    expect(await manager('exit 0').restartAll()).toEqual({ ended: 'done' });
    expect(calls()).toBe('start|BENT01|stop|BENT01|restart|BENT01|restartall|');
    expect(await manager('').status()).toEqual(new Map([['BENT01', true]]));
  });

  it('takes no name that could be an option or a second word', async () => {
    for (const name of ['', '--all', 'A B', 'A;reboot', '../x', '$(id)'])
      await expect(manager('exit 0').restart(name)).rejects.toThrow('short name');
  });

  it('is done where the table says so, whatever it printed and however it ended', async () => {
    isUp('no');
    expect(await manager('echo yes > up; echo "[Error/1] no idea"; exit 3').start('BENT01')).toEqual({
      ended: 'done',
    });
  });

  it('failed where the table says otherwise, in its last words', async () => {
    isUp('no');
    expect(await manager('echo "port in use" >&2; exit 3').start('BENT01')).toEqual({
      ended: 'failed',
      reason: 'ampinstmgr start ended with code 3: port in use; BENT01 is down',
    });
    expect(await manager('exit 0').restart('BENT01')).toMatchObject({ ended: 'failed' });
  });

  it('leaves open what cannot be known: a restart that did not end well, a table that says nothing', async () => {
    isUp('yes');
    expect(await manager('exit 3').restart('BENT01')).toMatchObject({ ended: 'unknown' });
    expect(await manager('exit 0').start('EVO01')).toMatchObject({
      ended: 'unknown',
      reason: expect.stringContaining('does not say whether EVO01 is up'),
    });
    expect(await manager('exec sleep 600', 1).restart('BENT01')).toEqual({
      ended: 'unknown',
      reason: 'ampinstmgr restart did not come to an end; whether anything was done is not known',
    });
    const absent = new InstanceManager(
      { path: `${dir}/none`, user: os.userInfo().username, within_seconds: 5 },
      0,
    );
    expect(await absent.restart('BENT01')).toMatchObject({
      ended: 'unknown',
      reason: expect.stringContaining('could not be run'),
    });
    expect(await absent.status()).toBeUndefined();
  });
});
