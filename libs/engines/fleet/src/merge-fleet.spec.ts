import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { describeClaim } from './contradiction.js';
import {
  mergeFleet,
  MOST_UNLISTED,
  type AgentAnswer,
  type KnownInstance,
  type PanelAnswer,
  type PanelInstance,
} from './merge-fleet.js';

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
const downPanel: PanelAnswer = { panel: 'ovh', instances: [], failure: 'timeout' };
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
      contradictions: [],
      crowded: [],
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

  it('keeps what was known of a silent panel or agent', () => {
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

describe('who is believed about where an instance lives', () => {
  const thief = (...instances: ReturnType<typeof found>[]): AgentAnswer => ({
    host: 'deneb',
    state: 'alive',
    instances,
  });
  const bent: KnownInstance = {
    id: BENT,
    name: 'BENT01',
    friendlyName: 'BentoBox',
    host: 'ovh',
    platform: 'paper',
    folder: 'BENT01',
    panel: 'ovh',
  };
  const { panel: _, ...unlisted } = bent;
  const claim = { instanceId: BENT, claimedBy: 'deneb', by: 'agent', owner: 'ovh' };

  it.each<[string, PanelAnswer[], AgentAnswer[], KnownInstance[], string]>([
    ['while its panel lists it', [panel(listed(BENT, 'BENT01'))], [], [], 'panel'],
    ['while its panel does not answer', [downPanel], [], [bent], 'last-panel'],
    [
      'while its panel does not answer and its own agent is unavailable',
      [downPanel],
      [],
      [bent],
      'last-panel',
    ],
    ['when no panel ever listed it', [], [agent(found(BENT, 'BENT01'))], [unlisted], 'first-agent'],
    ['when no panel ever listed it and its own agent is unavailable', [], [], [unlisted], 'first-agent'],
    ['when a person said where it is', [], [], [{ ...unlisted, assignedHost: 'ovh' }], 'person'],
  ])('an agent does not get the instance of another host %s', (_when, panels, agents, known, reason) => {
    const merged = mergeFleet(panels, [...agents, thief(found(BENT, 'STOLEN'))], known);
    expect(merged.contradictions).toEqual([{ ...claim, name: 'STOLEN', reason }]);
    for (const { host, folder } of merged.instances) expect([host, folder]).toEqual(['ovh', 'BENT01']);
  });

  it('names what is said and what is believed in one sentence', () =>
    expect(describeClaim({ ...claim, by: 'agent', reason: 'first-agent' })).toBe(
      'The agent of deneb says that it is on deneb; it belongs to ovh, because the agent there reported it first.',
    ));

  it('an agent that fell silent contradicts no other', () => {
    const stale = { ...thief(found(BENT, 'STOLEN')), state: 'stale' as const };
    expect(mergeFleet([panel(listed(BENT, 'BENT01'))], [stale]).contradictions).toEqual([]);
  });

  it('a machine of a controller is a host when it has the name of one', () => {
    const on = (machine: string) => ({ ...listed(BENT, 'BENT01'), machine });
    const both = [thief(found(BENT, 'BENT01')), agent()];
    expect(mergeFleet([panel(on('deneb'))], both).instances[0]).toMatchObject({
      host: 'deneb',
      panel: 'ovh',
    });
    expect(mergeFleet([panel(on('Local'))], both).instances[0]).toMatchObject({ host: 'ovh', panel: 'ovh' });
  });

  it('a person names another host than the panel: it is there, and the panel contradicts', () => {
    const merged = mergeFleet(
      [panel(listed(BENT, 'BENT01'))],
      [thief(found(BENT, 'HERE'))],
      [{ ...bent, assignedHost: 'deneb' }],
    );
    expect(merged.instances[0]).toMatchObject({ host: 'deneb', folder: 'HERE', health: 'healthy' });
    expect(merged.contradictions).toMatchObject([{ claimedBy: 'ovh', by: 'panel', reason: 'person' }]);
  });

  it('a host has room for some instances that no panel lists, and ghosts take no room of others', () => {
    const ghosts = Array.from({ length: MOST_UNLISTED + 3 }, (_each, number) =>
      found(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, `GHOST${number}`),
    );
    const merged = mergeFleet([], [thief(...ghosts), agent(found(EVO, 'EVO01'))]);
    expect(merged.crowded).toEqual([{ host: 'deneb', refused: 3 }]);
    expect(merged.instances).toHaveLength(MOST_UNLISTED + 1);
    const known = merged.instances.map((one) => ({ ...one }));
    const later = mergeFleet([], [thief(found(DERIVED, 'ONE-MORE')), agent(found(EVO, 'EVO01'))], known);
    expect(later.crowded).toEqual([{ host: 'deneb', refused: 1 }]);
    expect(later.instances.map(({ id }) => id)).toEqual([EVO]);
  });

  it('whatever one agent says, the instances of other hosts stay as they are', () => {
    const words = fc.array(
      fc.record({
        id: fc.constantFrom(BENT, EVO, DERIVED),
        folder: fc.constantFrom('BENT01', 'EVO01', 'X'),
        identified: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    const panels = [panel(listed(BENT, 'BENT01'))];
    const own = agent(found(BENT, 'BENT01'), found(EVO, 'EVO01'));
    const known = [{ ...bent, id: EVO, name: 'EVO01', folder: 'EVO01', panel: undefined as never }];
    const quiet = mergeFleet(panels, [own, thief()], known);
    fc.assert(
      fc.property(words, (reports) => {
        const loud = thief(...reports.map(({ id, folder, identified }) => found(id, folder, identified)));
        const merged = mergeFleet(panels, [own, loud], known);
        expect(merged.instances.filter(({ host }) => host === 'ovh')).toEqual(quiet.instances);
        expect(merged.completeHosts).toEqual(quiet.completeHosts);
      }),
    );
  });
});

describe('when a host is complete, so that a missing instance counts as gone', () => {
  it.each<[string, PanelAnswer[], AgentAnswer[], boolean]>([
    ['panel and agent answered', [panel(listed(EVO, 'EVO01'))], [agent(found(EVO, 'EVO01'))], true],
    ['its panel is down', [downPanel], [agent(found(EVO, 'EVO01'))], false],
    [
      'its panel answered for some machines only',
      [{ ...panel(), failure: 'target offline' }],
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
    ['neither answered', [], [], false],
  ])('%s', (_name, panels, agents, complete) => {
    expect(mergeFleet(panels, agents).completeHosts).toEqual(complete ? ['ovh'] : []);
  });
});
