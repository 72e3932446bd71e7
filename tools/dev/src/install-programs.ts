import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { locateBinary, PACKAGES, type ServiceProgram } from '@archivesmp/private-services';
import type { DevProgress } from './progress.js';

/** Programs are missing and may not be installed by us. The message holds the command to type. */
export class MissingPrograms extends Error {}

/** The machine as far as installing needs to know it. */
export interface Installer {
  isInstalled(program: ServiceProgram): boolean;
  hasApt(): boolean;
  isRoot(): boolean;
  /** sudo that asks for no password. */
  hasSudo(): boolean;
  /** Runs a shell script as root; false when it failed. */
  runAsRoot(script: string): boolean;
}

/**
 * Sees to it that programs are there: installs their Debian packages when it may (as root, or with a sudo that asks for no
 * password), otherwise throws MissingPrograms. The servers of these packages are neither started nor enabled.
 */
export function ensurePrograms(
  programs: readonly ServiceProgram[],
  progress: DevProgress,
  installer: Installer = thisMachine,
): void {
  const missing = programs.filter((program) => !installer.isInstalled(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => PACKAGES[program]))];
  if (!installer.hasApt() || !(installer.isRoot() || installer.hasSudo()))
    throw new MissingPrograms(refusal(missing, packages, installer));
  progress.heading(`Installing ${packages.join(', ')} with apt`);
  const done = installer.runAsRoot(installScript(packages));
  const still = missing.filter((program) => !installer.isInstalled(program));
  if (!done || still.length > 0)
    throw new MissingPrograms(
      `apt did not install ${still.join(', ') || packages.join(', ')}; its own messages are above.`,
    );
}

/** The same for programs without which tests are only skipped: when they cannot be installed, one line says what is missing. */
export function installOptionalPrograms(
  programs: readonly ServiceProgram[],
  progress: DevProgress,
  installer: Installer = thisMachine,
): void {
  try {
    ensurePrograms(programs, progress, installer);
  } catch (error) {
    if (!(error instanceof MissingPrograms)) throw error;
    const missing = programs.filter((program) => !installer.isInstalled(program));
    progress.line(
      `${missing.join(', ')} is missing and could not be installed: the tests that need it are skipped.`,
    );
  }
}

function refusal(
  missing: readonly ServiceProgram[],
  packages: readonly string[],
  installer: Installer,
): string {
  const what = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed`;
  const remedy = installer.hasApt()
    ? `Type this, then try again:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
    : `This machine has no apt; install them in its own way and see that they are on the PATH.`;
  return `${what}. ${remedy}\nOr, with Docker: ./dev up --docker`;
}

/**
 * A policy-rc.d that says 101 keeps Debian from starting the servers that it installs; it is taken away again, and what
 * systemd would start at the next boot is switched off. A policy that is there already is the machine's own and stays.
 */
export const installScript = (packages: readonly string[]): string => `
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends ${packages.join(' ')}
if [ -d /run/systemd/system ]; then
  systemctl disable --quiet redis-server.service mariadb.service prometheus.service 2> /dev/null || true
fi
`;

const thisMachine: Installer = {
  isInstalled: (program) => locateBinary(program) !== undefined,
  hasApt: () => isOnPath('apt-get'),
  isRoot: () => process.getuid?.() === 0,
  hasSudo: () => isOnPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0,
  runAsRoot: (script) => {
    const shell = ['sh', '-c', script];
    const [command = '', ...args] = thisMachine.isRoot() ? shell : ['sudo', '-n', ...shell];
    return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
  },
};

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return [...folders, '/usr/bin'].some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
