import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import { AmpServerSettings, createLog, Secret } from '@archivesmp/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscoveryPanels } from './ask-panels.js';

const USER = { name: 'hub', password: 'a password for tests' };
let dir: string;
let running: RunningPanel[];
let written: Record<string, unknown>[];
let whole: Map<string, boolean>;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'archivesmp-panels-'));
  [running, written, whole] = [[], [], new Map()];
});
afterEach(async () => {
  await Promise.all(running.map((panel) => panel.close()));
  await rm(dir, { recursive: true, force: true });
});

async function panel(name: string, instances: readonly string[]): Promise<RunningPanel> {
  const hostDir = path.join(dir, name);
  for (const instance of instances)
    await mkdir(path.join(hostDir, 'instances', instance, 'Minecraft'), { recursive: true });
  const started = await startAmpPanel({ port: 0, name, hostDir, users: [USER], ownSpec: true });
  running.push(started);
  return started;
}

function asking(urls: Readonly<Record<string, string>>): DiscoveryPanels {
  const settings = Object.entries(urls).map(([name, url]) =>
    Object.assign(new AmpServerSettings(), {
      name,
      url,
      username: USER.name,
      password: new Secret(USER.password),
      calls_per_second: 100,
    }),
  );
  const to = { write: (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>) };
  return new DiscoveryPanels(settings, createLog({ app: 'test', settings: { level: 'info' }, to }), {
    panelCalled: () => undefined,
    panelAnswered: (host, answered) => void whole.set(host, answered),
  });
}

describe('asking the panels', () => {
  it('brings the instances of all of them together, each under its panel', async () => {
    const [one, two] = [await panel('hetzner', ['BENT01', 'DEV01']), await panel('ovh', ['HUB01'])];
    const answers = await asking({ hetzner: one.url, ovh: two.url }).askPanels();
    expect(
      answers.map(({ panel: name, instances, failure }) => [
        name,
        instances.map((it) => it.name).sort(),
        failure,
      ]),
    ).toEqual([
      ['hetzner', ['BENT01', 'DEV01'], undefined],
      ['ovh', ['HUB01'], undefined],
    ]);
    expect(Object.fromEntries(whole)).toEqual({ hetzner: true, ovh: true });
  });

  it('takes one that is down as an answer with its reason, and says so once', async () => {
    const [one, two] = [await panel('hetzner', ['BENT01']), await panel('ovh', ['HUB01'])];
    const panels = asking({ hetzner: one.url, ovh: two.url });
    two.switches.cutFaults = -1;
    await panels.askPanels();
    const [up, down] = await panels.askPanels();
    expect(up!.instances).toHaveLength(1);
    expect(down).toMatchObject({ panel: 'ovh', instances: [], failure: expect.any(String) });
    expect(Object.fromEntries(whole)).toEqual({ hetzner: true, ovh: false });
    two.switches.cutFaults = 0;
    expect((await panels.askPanels())[1]!.instances).toHaveLength(1);
    expect(written.map(({ message, host }) => [message, host])).toEqual([
      ['panel failed', 'ovh'],
      ['panel answers again', 'ovh'],
    ]);
    expect(JSON.stringify(written)).not.toContain(USER.password);
  });
});
