import { describe, expect, it } from 'vitest';
import { mergeFleet, type AgentAnswer, type PanelAnswer, type PanelInstance } from './merge-fleet.js';

const BENT = '0f8247da-f1c9-4898-a806-8017beeb15e7';
const EVO = '88fe1020-71ed-4789-b390-c03a165f5630';
const DERIVED = 'b2f1c7a0-0000-5000-8000-000000000001';

const listed = (id: string, name: string): PanelInstance => ({
  id,
  name,
  friendlyName: `${name} friendly`,
  platform: 'paper',
  health: 'healthy',
  metrics: { players: 3 },
});
const panel = (...instances: PanelInstance[]): PanelAnswer => ({ panel: 'ovh', instances });
const downPanel: PanelAnswer = { panel: 'ovh', instances: [], trouble: 'timeout' };
const found = (instanceId: string, folder: string, identified = true) =>
  ({ instanceId, folder, name: folder, friendlyName: folder, platform: 'velocity', identified }) as const;
const agent = (...instances: ReturnType<typeof found>[]): AgentAnswer => ({
  host: 'ovh',
  state: 'alive',
  instances,
});

describe('bringing together what panels and agents see', () => {
  it('takes names and health from the panel, and place and platform from the disk', () => {
    expect(mergeFleet([panel(listed(BENT, 'BENT01'))], [agent(found(BENT, 'BENT01-folder'))])).toEqual({
      instances: [
        {
          id: BENT,
          name: 'BENT01',
          friendlyName: 'BENT01 friendly',
          host: 'ovh',
          platform: 'velocity',
          folder: 'BENT01-folder',
          panel: 'ovh',
          health: 'healthy',
          metrics: { players: 3 },
        },
      ],
      completeHosts: ['ovh'],
    });
  });

  it('knows a folder without an id of AMP by its name on the same host', () => {
    const merged = mergeFleet([panel(listed(BENT, 'BENT01'))], [agent(found(DERIVED, 'BENT01', false))]);
    expect(merged.instances.map(({ id }) => id)).toEqual([BENT]);
  });

  it('keeps such a folder under its derived id when no panel lists it, or only one of another host', () => {
    const elsewhere = { panel: 'hetzner', instances: [listed(BENT, 'BENT01')] };
    const merged = mergeFleet([elsewhere], [agent(found(DERIVED, 'BENT01', false))]);
    expect(merged.instances.map(({ id, host }) => [id, host])).toEqual([
      [BENT, 'hetzner'],
      [DERIVED, 'ovh'],
    ]);
  });

  it('keeps what was known for whoever is silent', () => {
    const before = {
      id: BENT,
      name: 'BENT01',
      friendlyName: 'BentoBox',
      host: 'ovh',
      platform: 'velocity' as const,
      folder: 'BENT01-folder',
      panel: 'ovh',
    };
    const [agentSilent] = mergeFleet(
      [panel({ ...listed(BENT, 'BENT01'), platform: 'unknown' })],
      [],
      [before],
    ).instances;
    expect(agentSilent).toMatchObject({ platform: 'velocity', folder: 'BENT01-folder' });
    const [panelSilent] = mergeFleet([downPanel], [agent(found(BENT, 'x'))], [before]).instances;
    expect(panelSilent).toMatchObject({
      name: 'BENT01',
      friendlyName: 'BentoBox',
      panel: 'ovh',
      folder: 'x',
    });
  });

  it('shows an instance of a silent panel with unknown health and why', () => {
    const [only] = mergeFleet([downPanel], [agent(found(BENT, 'BENT01'))]).instances;
    expect(only).toMatchObject({
      health: 'unknown',
      healthReason: 'the panel of ovh does not answer: timeout',
    });
  });
});

describe('when a host is complete, so that a missing instance counts as gone', () => {
  it.each<[string, PanelAnswer[], AgentAnswer[], boolean]>([
    ['panel and agent answered', [panel(listed(EVO, 'EVO01'))], [agent(found(EVO, 'EVO01'))], true],
    ['its panel is down', [downPanel], [agent(found(EVO, 'EVO01'))], false],
    [
      'its panel answered for some machines only',
      [{ ...panel(), trouble: 'target offline' }],
      [agent()],
      false,
    ],
    ['it has no panel, and its agent lives', [], [agent(found(EVO, 'EVO01'))], true],
    ['the panel answered but the agent is stale', [panel()], [{ ...agent(), state: 'stale' }], false],
    ['the panel answered but the agent is silent', [panel()], [{ ...agent(), state: 'silent' }], false],
    [
      'the agent cannot list its disk',
      [panel()],
      [{ ...agent(), discoveryError: 'permission denied' }],
      false,
    ],
    ['the panel answered and there never was an agent', [panel()], [], true],
    ['nobody answered', [], [], false],
  ])('%s', (_name, panels, agents, complete) => {
    expect(mergeFleet(panels, agents).completeHosts).toEqual(complete ? ['ovh'] : []);
  });
});
