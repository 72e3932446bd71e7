import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PortInUse } from '@archivesmp/private-services';
import { afterEach, expect, it, vi } from 'vitest';
import { bringUp } from './bring-up.js';
import { devOptions } from './dev-options.js';
import { DevProgress } from './progress.js';
import { StateFolder } from './state-folder.js';

// A machine that lacks a program is needed, and none must be installed by a test
vi.mock('./install-programs.js', () => ({
  ensurePrograms: () => {
    throw new Error('programs are missing');
  },
}));

const dir = mkdtempSync(path.join(tmpdir(), 'bring-up-'));
const other = createServer();
afterEach(() => {
  other.close();
  rmSync(dir, { recursive: true, force: true });
});

it('says that the port of the hub is taken before it looks for programs to install', async () => {
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const coming = bringUp(
    devOptions(['up', '--port', String(port)], {}),
    new StateFolder(dir),
    new DevProgress(),
    new AbortController().signal,
  );
  await expect(coming).rejects.toBeInstanceOf(PortInUse);
});
