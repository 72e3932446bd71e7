import type { ServiceProgram } from '@archivesmp/private-services';
import { describe, expect, it } from 'vitest';
import {
  ensurePrograms,
  installScript,
  MissingPrograms,
  installOptionalPrograms,
  type Installer,
} from './install-programs.js';
import { DevProgress } from './progress.js';

const machine = (difference: Partial<Installer> = {}, there: ServiceProgram[] = []) => {
  const ran: string[] = [];
  const installer: Installer = {
    isInstalled: (program) => there.includes(program),
    hasApt: () => true,
    isRoot: () => true,
    hasSudo: () => false,
    runAsRoot: (script) => {
      ran.push(script);
      there.push('redis-server', 'mariadbd');
      return true;
    },
    ...difference,
  };
  return { installer, ran };
};
const silent = new DevProgress(() => undefined);
const ensure = (installer: Installer) => ensurePrograms(['redis-server', 'mariadbd'], silent, installer);

describe('programs that the machine must have', () => {
  it('are left alone when they are there', () => {
    const { installer, ran } = machine({}, ['redis-server', 'mariadbd']);
    ensure(installer);
    expect(ran).toEqual([]);
  });

  it.each<[string, Partial<Installer>]>([
    ['root', { isRoot: () => true }],
    ['a sudo without a password', { isRoot: () => false, hasSudo: () => true }],
  ])('are installed by %s, and only what is missing', (_who, difference) => {
    const { installer, ran } = machine(difference, ['mariadbd']);
    ensure(installer);
    expect(ran).toEqual([installScript(['redis-server'])]);
  });

  it('are asked for with the exact command where nothing may be installed', () => {
    const { installer, ran } = machine({ isRoot: () => false });
    expect(() => ensure(installer)).toThrow(MissingPrograms);
    expect(() => ensure(installer)).toThrow(
      'sudo apt-get install -y --no-install-recommends redis-server mariadb-server',
    );
    expect(() => ensure(installer)).toThrow('./dev up --docker');
    expect(ran).toEqual([]);
  });

  it('are asked for in other words where there is no apt', () => {
    const { installer } = machine({ hasApt: () => false });
    expect(() => ensure(installer)).toThrow(/redis-server and mariadbd are not installed.*no apt/s);
  });

  it('are named when apt did not bring them', () => {
    const { installer } = machine({ runAsRoot: () => false });
    expect(() => ensure(installer)).toThrow('apt did not install redis-server, mariadbd');
  });

  it('that tests can do without are optional: installed where that is allowed, else a line says what is skipped', () => {
    const lines: string[] = [];
    const progress = new DevProgress((line) => lines.push(line));
    const refused = machine({ isRoot: () => false, hasSudo: () => false });
    installOptionalPrograms(['strace'], progress, refused.installer);
    expect(refused.ran).toEqual([]);
    expect(lines.join()).toMatch(/strace is missing.*skipped/);
    const allowed = machine();
    installOptionalPrograms(['strace'], silent, allowed.installer);
    expect(allowed.ran).toEqual([installScript(['strace'])]);
  });
});
