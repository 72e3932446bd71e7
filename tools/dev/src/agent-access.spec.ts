import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentAccess } from './agent-access.js';
import { StateFolder } from './state-folder.js';

let dir: string;
let state: StateFolder;
let asked: string[];
const hub = {
  giveAccess: (host: string): Promise<string> => {
    asked.push(host);
    return Promise.resolve(`file ${asked.length} of ${host}`);
  },
};
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-agent-access-'));
  state = new StateFolder(dir);
  asked = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('what agents of ./dev up log in with', () => {
  it('is asked of the hub once for each host', async () => {
    const files = { hetzner: 'file 1 of hetzner', ovh: 'file 2 of ovh' };
    expect(await agentAccess(state, 'demo', ['hetzner', 'ovh'], hub)).toEqual(files);
    expect(await agentAccess(state, 'demo', ['hetzner', 'ovh'], hub)).toEqual(files);
    expect(asked).toEqual(['hetzner', 'ovh']);
  });

  it('is asked of the hub of another fleet anew, whose hosts may be called the same', async () => {
    await agentAccess(state, 'demo', ['hetzner'], hub);
    expect(await agentAccess(state, 'own', ['hetzner'], hub)).toEqual({ hetzner: 'file 2 of hetzner' });
    expect(await agentAccess(state, 'demo', ['hetzner'], hub)).toEqual({ hetzner: 'file 3 of hetzner' });
  });
});
