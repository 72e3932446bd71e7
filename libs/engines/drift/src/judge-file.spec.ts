import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import type { FileState } from '@archivesmp/contracts/vocabulary';
import type { FleetInstance } from '@archivesmp/fleet';
import { describe, expect, it } from 'vitest';
import { NO_COUNTS } from './comparison-counts.js';
import { judgeAbsent, judgeUnexpected, refusedAbove } from './judge-file.js';
import { judgePlugin } from './judge-plugin.js';
import { compileRules } from './rules.js';

const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [] };
const VEL: FleetInstance = { name: 'VEL01', host: 'ovh', platform: 'velocity', tags: [] };

function world(deviations: string, instance = BENT) {
  const { document, errors } = parseDeviations(new TextEncoder().encode(deviations));
  expect(errors).toBeUndefined();
  const seenOn = new Map([['P', new Set(['paper'] as const)]]);
  const fleet = [BENT, VEL];
  const desired = compileDesiredState({
    baselines: [],
    deviations: document!,
    fleet,
    seenOn,
    now: '2026-11-30',
  });
  const rules = compileRules(desired.document);
  return { desired, context: { instance, rules, secrets: {} }, counts: { ...NO_COUNTS } };
}

const counted = (counts: object) => Object.entries(counts).filter(([, count]) => count > 0);

describe('a file that no baseline has', () => {
  const kinds = (path: string, state: FileState, deviations = '', plugin = 'P') => {
    const { desired, context, counts } = world(deviations);
    const findings = judgeUnexpected({ plugin, path, state }, desired, context, counts);
    return [
      findings.map(({ kind }) => kind).join(),
      counted(counts)
        .map(([name]) => name)
        .join(' '),
    ];
  };

  it.each<[string, FileState, string, string, string]>([
    ['a.yml', 'readable', '', 'extra_file', 'files differing'],
    ['a.yml', 'permission_denied', '', 'extra_file', 'files differing'],
    ['', 'permission_denied', '', '', 'files skipped'],
    ['lang', 'unreadable', '', '', 'files skipped'],
    ['data.yml', 'readable', '', '', 'files skipped'],
    ['data.yml', 'unsettled', '', '', 'files skipped'],
    ['a.yml', 'unsettled', '', '', 'files unsettled'],
    ['a.yml', 'vanished', '', '', 'files'],
    ['a.yml', 'readable', 'unmanaged: ["P/*"]', '', 'files skipped'],
    ['a.yml', 'readable', 'partly_described: [P]', '', 'files notJudged'],
    ['a.yml', 'readable', 'ignore: [{plugin: P, file: a.yml, reason: r}]', '', 'files ignored'],
  ])('%j, %s, %j: %j, counted as %s', (path, state, deviations, kind, as) => {
    expect(kinds(path, state, deviations)).toEqual([kind, as]);
  });

  it('is judged everywhere where it is a file of the server itself', () =>
    expect(kinds('bukkit.yml', 'readable', '', '_server')).toEqual(['', 'files skipped']));
});

describe('a file that was not seen', () => {
  it('is missing, unless a folder above it could not be opened: then that is unknown', () => {
    const { context, counts } = world('');
    const file = { plugin: 'P', path: 'lang/en.yml' };
    const of = (refused: Parameters<typeof judgeAbsent>[1]) =>
      judgeAbsent(file, refused, context, counts).map(({ kind, reason }) => `${kind}: ${reason}`);
    expect(of(undefined)).toEqual(['missing_file: the baseline has this file, the instance has not']);
    expect(of({ state: 'permission_denied' })).toEqual([
      'unreadable: the file cannot be read: permission_denied',
    ]);
    expect(counted(counts)).toEqual([
      ['files', 1],
      ['unreadable', 1],
    ]);
  });

  it('lies in what could not be opened when that is it, a folder above, or the plugin’s own', () => {
    const closed = new Map([['lang', 1]]);
    expect(refusedAbove(closed, 'lang/en.yml')).toBe(1);
    expect(refusedAbove(closed, 'lang')).toBe(1);
    expect(refusedAbove(closed, 'language.yml')).toBeUndefined();
    expect(refusedAbove(new Map([['', 2]]), 'a/b.yml')).toBe(2);
    expect(refusedAbove(new Map(), 'a')).toBeUndefined();
  });
});

describe('a plugin as a whole', () => {
  const judged = (plugin: string, present: string[], deviations = '', instance = BENT) => {
    const { desired, context } = world(deviations, instance);
    const { isFileMissed, finding } = judgePlugin(desired, plugin, context, new Set(present));
    return [isFileMissed, finding?.kind];
  };

  it('is missed where it belongs, and its files where it is', () => {
    expect(judged('P', ['P'])).toEqual([true, undefined]);
    expect(judged('P', [])).toEqual([false, 'missing_plugin']);
    expect(judged('P', [], '', VEL)).toEqual([false, undefined]);
    expect(judged('P', ['P'], '', VEL)).toEqual([true, undefined]);
  });

  it('is extra where a rule says so, and nothing where it is not there either', () => {
    const absent = 'absent_plugins: {BENT01: [P]}';
    expect(judged('P', ['P'], absent)).toEqual([false, 'extra_file']);
    expect(judged('P', [], absent)).toEqual([false, undefined]);
    expect(judged('P', ['P'], 'no_desired_state: [P]')).toEqual([false, undefined]);
    expect(judged('P', ['P'], 'plugins: {P: {platforms: [velocity]}}')).toEqual([false, 'extra_file']);
  });

  it('the server itself is always there', () => {
    expect(judged('_server', [])).toEqual([true, undefined]);
  });
});
