import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentAccess } from './agent-access.js';
import { StateFolder } from './state-folder.js';

let dir: string;
let state: StateFolder;
let asked: string[];
let ended: Set<string>;
const hub = {
  url: 'http://127.0.0.1:8000',
  giveAccess: (host: string): Promise<string> => {
    asked.push(host);
    return Promise.resolve(`token: ${host}-${asked.length}`);
  },
  knows: (token: string): Promise<boolean> => Promise.resolve(!ended.has(token)),
};
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-agent-access-'));
  state = new StateFolder(dir);
  asked = [];
  ended = new Set();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('what agents of ./dev up log in with', () => {
  it('is asked of the hub once for each host', async () => {
    const files = { hetzner: 'token: hetzner-1', ovh: 'token: ovh-2' };
    expect(await agentAccess(state, 'demo', ['hetzner', 'ovh'], hub)).toEqual(files);
    expect(await agentAccess(state, 'demo', ['hetzner', 'ovh'], hub)).toEqual(files);
    expect(asked).toEqual(['hetzner', 'ovh']);
  });

  it('is asked for again where somebody rotated or revoked it', async () => {
    await agentAccess(state, 'demo', ['hetzner', 'ovh'], hub);
    ended.add('hetzner-1');
    const files = { hetzner: 'token: hetzner-3', ovh: 'token: ovh-2' };
    expect(await agentAccess(state, 'demo', ['hetzner', 'ovh'], hub)).toEqual(files);
  });

  it('is asked for again when the hub listens on another port, which the files name', async () => {
    await agentAccess(state, 'demo', ['hetzner'], hub);
    const moved = { ...hub, url: 'http://127.0.0.1:8100' };
    expect(await agentAccess(state, 'demo', ['hetzner'], moved)).toEqual({ hetzner: 'token: hetzner-2' });
    expect(await agentAccess(state, 'demo', ['hetzner'], moved)).toEqual({ hetzner: 'token: hetzner-2' });
  });

  it('is asked of the hub of another fleet anew, whose hosts may be called the same', async () => {
    await agentAccess(state, 'demo', ['hetzner'], hub);
    expect(await agentAccess(state, 'own', ['hetzner'], hub)).toEqual({ hetzner: 'token: hetzner-2' });
    expect(await agentAccess(state, 'demo', ['hetzner'], hub)).toEqual({ hetzner: 'token: hetzner-3' });
  });
});
