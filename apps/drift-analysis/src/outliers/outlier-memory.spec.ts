import type { ConfigFile } from '@archivesmp/history';
import type { CompiledState } from '@archivesmp/hub-wiring';
import { describe, expect, it } from 'vitest';
import type { PluginOutliers } from './fleet-outliers.js';
import { OutlierMemory } from './outlier-memory.js';

const file = (change: Partial<ConfigFile> = {}): ConfigFile => ({
  instanceId: 'a',
  plugin: 'CMI',
  path: 'config.yml',
  format: 'yaml',
  sha256: '1',
  size: 1,
  modifiedAt: '2026-11-21T00:00:00.000Z',
  state: 'readable',
  lastChangedAt: '2026-11-21T00:00:00.000Z',
  ...change,
});
const picture = (): CompiledState => ({}) as CompiledState;

/** Asks twice; whether the second time was looked at anew. */
async function isComparedAgain(
  first: [ConfigFile[], CompiledState],
  second: [ConfigFile[], CompiledState],
): Promise<boolean> {
  const memory = new OutlierMemory();
  const before: PluginOutliers = { outliers: [], ties: [] };
  const after: PluginOutliers = { outliers: [], ties: [] };
  await memory.recallOrFind('CMI', ...first, () => Promise.resolve(before));
  const found = await memory.recallOrFind('CMI', ...second, () => Promise.resolve(after));
  return found === after;
}

describe('what was odd last time', () => {
  const state = picture();

  it('is odd still when no file has another content', async () => {
    const touched = file({ modifiedAt: '2026-11-21T01:00:00.000Z' });
    expect(await isComparedAgain([[file()], state], [[touched], state])).toBe(false);
  });

  it.each([
    ['a content', [file({ sha256: '2' })]],
    ['the state of a file', [file({ state: 'unreadable' })]],
    ['a file more', [file(), file({ instanceId: 'b' })]],
    ['a file less', []],
    ['how a file is read', [file({ format: 'text' })]],
  ])('is looked at again when it is another: %s', async (_what, files) => {
    expect(await isComparedAgain([[file()], state], [files, state])).toBe(true);
  });

  it('is looked at again when rules, readers or the fleet are others', async () => {
    expect(await isComparedAgain([[file()], state], [[file()], picture()])).toBe(true);
  });

  it('is not kept of a search that failed, nor of plugins that are gone', async () => {
    const memory = new OutlierMemory();
    const ask = (found: () => Promise<PluginOutliers>) => memory.recallOrFind('CMI', [file()], state, found);
    await expect(ask(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    const nothing: PluginOutliers = { outliers: [], ties: [] };
    expect(await ask(() => Promise.resolve(nothing))).toBe(nothing);
    memory.forgetOtherPlugins(['CMI']);
    await ask(() => Promise.reject(new Error('not asked')));
    memory.forgetOtherPlugins(['LuckPerms']);
    await expect(ask(() => Promise.reject(new Error('asked')))).rejects.toThrow('asked');
  });
});
