import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freshRedisPrefix } from '@archivesmp/testing';
import { expect, it } from 'vitest';
import { AgentProcess } from './agent-process.js';
import { ListeningStandInHub } from './stand-in-hub.js';

it('an agent takes no job under an account that reads more than the queue of its host, and says what to do', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'archivesmp-wide-'));
  const hub = new ListeningStandInHub();
  await hub.start();
  const { host, port, username, password, db } = await freshRedisPrefix();
  const agent = AgentProcess.with(root, {
    physical_server: 'ovh',
    hub_api: hub.address,
    token: 'agent-token',
    redis: { host, port, username, password, database: db },
    order_keys: [hub.publicKey],
    instances_root: root,
    state_folder: path.join(root, 'state'),
    status: { port: 0 },
  });
  try {
    const started = agent.start().catch(() => undefined);
    await agent.prints('queue cannot be used');
    expect(agent.output).toContain('reads more than the queue of ovh');
    expect(agent.output).toContain('asmp host add ovh');
    expect(agent.output).not.toContain('waiting for jobs');
    await agent.end('SIGKILL');
    await started;
  } finally {
    await agent.end('SIGKILL');
    hub.stop();
    rmSync(root, { recursive: true, force: true });
  }
});
