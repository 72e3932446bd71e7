import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { portOfHub, writeSession } from './dev-session.js';
import { StateFolder } from './state-folder.js';

let state: StateFolder;
beforeEach(() => (state = new StateFolder(mkdtempSync(path.join(tmpdir(), 'asmp-dev-session-')))));
afterEach(() => rmSync(state.dir, { recursive: true }));

const started = (port: number): void =>
  writeSession(state, {
    fleetId: 'demo',
    fleetLabel: 'demo',
    hosts: [],
    port,
    docker: false,
    hard: false,
    ports: { panels: {}, agents: {} },
  });

it('the hub keeps the port of the last start until another one is named', () => {
  expect(portOfHub(state, undefined)).toBe(8000);
  expect(portOfHub(state, 8100)).toBe(8100);
  started(8100);
  expect(portOfHub(state, undefined)).toBe(8100);
  expect(portOfHub(state, 8200)).toBe(8200);
});
