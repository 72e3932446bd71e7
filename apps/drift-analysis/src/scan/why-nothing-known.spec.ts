import type { AgentHeartbeat, HostLiveness } from '@archivesmp/contracts/agent';
import { expect, it } from 'vitest';
import { whyNothingKnown } from './why-nothing-known.js';

const agent = (
  host: string,
  discoveryError?: string,
  state: HostLiveness['state'] = 'alive',
): HostLiveness => ({
  host,
  state,
  heartbeat: { host, instances: [], ...(discoveryError && { discoveryError }) } as unknown as AgentHeartbeat,
});

it('is what the agents of the hosts that are scanned say, and nothing where none complains', () => {
  const agents = [agent('hetzner', '/srv: gone'), agent('ovh', '/mnt: no permission'), agent('third')];
  expect(whyNothingKnown(agents)).toBe(
    'The agent of hetzner finds no instances: /srv: gone. The agent of ovh finds no instances: /mnt: no permission.',
  );
  expect(whyNothingKnown(agents, 'ovh')).toBe('The agent of ovh finds no instances: /mnt: no permission.');
  expect(whyNothingKnown(agents, 'third')).toBeUndefined();
  expect(whyNothingKnown([agent('ovh', '/mnt: no permission', 'stale')])).toBeUndefined();
  expect(whyNothingKnown([{ host: 'ovh', state: 'silent' }])).toBeUndefined();
});
