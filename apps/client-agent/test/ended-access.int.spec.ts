import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostAccount, JobBus } from '@archivesmp/bus';
import { sha256Hex } from '@archivesmp/digests';
import { freshRedisPrefix } from '@archivesmp/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentProcess } from './agent-process.js';
import { ListeningStandInHub } from './stand-in-hub.js';

/** Accounts are of the whole server: no other test has a host of this name. */
const HOST = `ended-${randomUUID().slice(0, 8)}`;
const PASSWORD = 'the password of this host alone';

let root: string;
let hub: ListeningStandInHub;
let bus: JobBus;
let agent: AgentProcess;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'archivesmp-ended-'));
  hub = new ListeningStandInHub();
  await hub.start();
  const { host, port, username, password } = await freshRedisPrefix();
  bus = new JobBus({ host, port, username, password }, { idsOnly: true });
  await bus.accounts.putHostAccount(HOST, sha256Hex(PASSWORD));
  agent = AgentProcess.with(root, {
    physical_server: HOST,
    hub_api: hub.address,
    token: 'agent-token',
    redis: { host, port, username: hostAccount(HOST), password: PASSWORD },
    order_keys: [hub.publicKey],
    instances_root: root,
    state_folder: path.join(root, 'state'),
    status: { port: 0 },
  });
});
afterEach(async () => {
  await agent.end('SIGKILL');
  await bus.accounts.removeHostAccount(HOST);
  await bus.close();
  hub.stop();
  rmSync(root, { recursive: true, force: true });
});

const dependencies = async (): Promise<string> => (await fetch(`${agent.url}/health/ready`)).text();

it('an agent whose access was taken away says what is refused and the remedy, and stops when it is told to', async () => {
  await agent.start();
  await hub.until(() => hub.heartbeat !== undefined);
  hub.revoked = true;
  await bus.accounts.removeHostAccount(HOST);
  await agent.prints('heartbeat not taken');
  await agent.prints('WRONGPASS');
  const health = await dependencies();
  for (const text of [
    'The hub refuses the token of this agent (auth.required): This API token is not known',
    'Redis refuses the account of this agent',
    `asmp host rotate ${HOST} --out FILE; asmp host add`,
  ])
    expect(health).toContain(text);
  expect(await agent.end('SIGTERM')).toBe(0);

  const again = agent.start().catch(() => undefined);
  await agent.prints('WRONGPASS', agent.output.length);
  expect(await dependencies()).toContain('Redis refuses the account of this agent');
  expect(await agent.end('SIGTERM')).toBe(0);
  await again;
});
