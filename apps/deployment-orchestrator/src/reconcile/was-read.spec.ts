import type { FileChange } from '@archivesmp/change-plan';
import type { FileSighting, FoundFile } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import type { FileGoal } from '../fit/fit-change.js';
import { wasRead, type ReadingStores } from './was-read.js';

const at = (seconds: number): Date => new Date(seconds * 1_000);
const goal = (path: string, kind: FileChange['kind'] = 'config'): FileGoal => ({
  change: { path, plugin: 'CMI', kind, before: 'old', after: 'new', keys: [] },
  bases: ['old'],
  basesAt: at(100),
  target: 'new',
  way: 'forward',
});
const [CONFIG, LANG] = ['plugins/CMI/config.yml', 'plugins/CMI/lang/en.yml'];

/** Whether a server that started at these seconds has read files that were seen with these contents. */
async function read(
  sightings: Readonly<Record<string, readonly FileSighting[]>>,
  starts: readonly number[],
  found: Readonly<Record<string, string | null>> = { [CONFIG]: 'new' },
  paths = Object.keys(found),
  { kind, ownSaves = [] }: { kind?: FileChange['kind']; ownSaves?: readonly string[] } = {},
) {
  const asked: FoundFile[] = [];
  const history = {
    fileReadings: {
      listFileSightings: async (_id: string, files: readonly FoundFile[]) => {
        asked.push(...files);
        return new Map(files.map(({ path }) => [path, sightings[path] ?? []]));
      },
      listStartsSince: async (_id: string, since: Date) =>
        starts.map((from) => ({ from: at(from) })).filter(({ from }) => from >= since),
    },
  };
  const input = { history, now: at(1_000) } as unknown as ReadingStores;
  const goals = paths.map((path) => goal(path, kind));
  return { isRead: await wasRead('i1', { goals, found, ownSaves: new Set(ownSaves) }, input), asked };
}

describe('a server whose files hold already what they are to hold', () => {
  const seen = (seconds: number, content: string | null = 'new') => ({ at: at(seconds), content });

  it('has read them where it was started after all of them did', async () => {
    expect((await read({ [CONFIG]: [seen(200)] }, [300])).isRead).toBe(true);
    expect((await read({ [CONFIG]: [seen(200)] }, [150])).isRead).toBe(false);
    const both = { [CONFIG]: 'new', [LANG]: 'other' };
    const sightings = { [CONFIG]: [seen(200)], [LANG]: [seen(400, 'other')] };
    expect((await read(sightings, [300], both)).isRead).toBe(false);
    expect((await read(sightings, [300, 500], both)).isRead).toBe(true);
  });

  it('has not read before the plan was made what the plan found otherwise', async () => {
    expect((await read({ [CONFIG]: [seen(50)] }, [70, 300])).isRead).toBe(false);
  });

  it('is not known to have read what nobody saw, or what the agent did not tell', async () => {
    expect((await read({}, [300])).isRead).toBe(false);
    const both = [CONFIG, LANG];
    expect((await read({ [CONFIG]: [seen(200)] }, [300], { [CONFIG]: 'new' }, both)).isRead).toBe(false);
    const unseen = { [CONFIG]: 'new', [LANG]: 'nobody saw it' };
    expect((await read({ [CONFIG]: [seen(200)] }, [300], unseen)).isRead).toBe(false);
  });

  it('has read a file whatever another one was found to hold meanwhile', async () => {
    const sightings = new Map([
      [CONFIG, [seen(200)]],
      [LANG, [seen(450)]],
    ]);
    const history = {
      fileReadings: {
        listFileSightings: async () => sightings,
        listStartsSince: async () => [{ from: at(500) }],
      },
    };
    const goals = [goal(CONFIG), { ...goal(LANG), basesAt: at(400) }];
    const found = { [CONFIG]: 'new', [LANG]: 'new' };
    const stores = { history, now: at(1_000) } as unknown as ReadingStores;
    expect(await wasRead('i1', { goals, found, ownSaves: new Set() }, stores)).toBe(true);
  });

  it('has read what it saved itself, whoever saw it start', async () => {
    expect((await read({}, [], undefined, undefined, { ownSaves: [CONFIG] })).isRead).toBe(true);
    expect((await read({}, [], undefined, undefined, { ownSaves: [LANG] })).isRead).toBe(false);
    const both = { [CONFIG]: 'new', [LANG]: 'other' };
    const sightings = { [LANG]: [seen(200, 'other')] };
    const saved = { ownSaves: [CONFIG] };
    expect((await read(sightings, [300], both, undefined, saved)).isRead).toBe(true);
    expect((await read(sightings, [150], both, undefined, saved)).isRead).toBe(false);
  });

  it('has read all where there is nothing to hold', async () => {
    expect((await read({}, [], {})).isRead).toBe(true);
  });

  it('is asked about by the places that scans know, which look at no JAR', async () => {
    const config = { path: CONFIG, plugin: 'CMI', sha256: 'new', inPlugin: 'config.yml' };
    expect((await read({}, [])).asked).toEqual([config]);
    const jar = { path: 'plugins/CMI.jar', plugin: 'CMI', sha256: null };
    expect((await read({}, [], { 'plugins/CMI.jar': null }, undefined, { kind: 'jar' })).asked).toEqual([
      jar,
    ]);
  });
});
