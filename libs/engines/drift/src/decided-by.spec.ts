import { compileDesiredState, explain, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInstance } from './compare-instance.js';
import { scopeDeciding } from './decided-by.js';
import type { Finding } from './finding.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ON: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [] };
const TAGS = 'tags:\n  skyblock: {priority: 10, instances: [BENT01]}\n';

function scan(deviations: string, live: string | undefined, baseline = 'a: {b: 1, c: 2}\nd: [x]\n') {
  const { document, errors } = parseDeviations(bytes(deviations));
  expect(errors).toBeUndefined();
  const desired = compileDesiredState({
    baselines: [{ plugin: 'P', path: 'config.yml', bytes: bytes(baseline) }],
    deviations: document!,
    fleet: [ON],
    now: '2026-11-21T00:00:00Z',
  });
  const files =
    live === undefined
      ? []
      : [{ plugin: 'P', path: 'config.yml', state: 'readable' as const, bytes: bytes(live) }];
  const { findings } = compareInstance({
    desired,
    instance: ON,
    observation: { plugins: ['P'], files },
  });
  return { desired, findings };
}

const deciders = (findings: readonly Finding[]) =>
  findings.map(({ key, decidedBy, status }) => [key, status, decidedBy]);
const documented = (lines: readonly string[]): string =>
  `${TAGS}documented:\n${lines.map((line) => `  - {plugin: P, file: config.yml, ${line}}\n`).join('')}`;

describe('the scope that decided', () => {
  it('is the baseline where no deviation spoke, with files and plugins as well', () => {
    expect(deciders(scan('', 'a: {b: 2, c: 2}\nd: [x]\ne: 1\n').findings)).toEqual([
      ['a.b', 'drift', { scope: 'baseline' }],
      ['e', 'drift', { scope: 'baseline' }],
    ]);
    expect(deciders(scan('', undefined).findings)).toEqual([['', 'drift', { scope: 'baseline' }]]);
  });

  it('is none for a file that cannot be read', () => {
    expect(deciders(scan('', 'a: "\n').findings)).toEqual([['', 'drift', { scope: 'none' }]]);
  });

  it('is the narrowest of those that spoke, for drift and for what is documented', () => {
    const lines = [
      'key: a, for: everywhere, value: {b: 5, c: 2}',
      'key: a.b, for: "tag:skyblock", value: 6',
      'key: d, for: "host:ovh", absent: true',
    ];
    expect(deciders(scan(documented(lines), 'a: {b: 1, c: 3}\n').findings)).toEqual([
      ['a.b', 'drift', { scope: 'tag', name: 'skyblock' }],
      ['a.c', 'drift', { scope: 'universal' }],
      ['d', 'documented', { scope: 'host', name: 'ovh' }],
    ]);
  });

  it('is the instance, or the platform, where a plugin does not belong', () => {
    expect(deciders(scan('absent_plugins: {BENT01: [P]}', 'a: 1').findings)).toContainEqual([
      '',
      'drift',
      { scope: 'instance', name: 'BENT01' },
    ]);
    expect(deciders(scan('plugins: {P: {platforms: [velocity]}}', 'a: 1').findings)).toContainEqual([
      '',
      'drift',
      { scope: 'platform', name: 'paper' },
    ]);
  });

  it('agrees with what explain says, for any deviations', () => {
    const path = fc.constantFrom(['a'], ['a', 'b'], ['a', 'c'], ['d'], ['g'], ['g', 'h']);
    const scope = fc.constantFrom(
      'everywhere',
      'platform:paper',
      'host:ovh',
      'tag:skyblock',
      'instance:BENT01',
    );
    const value = fc.constantFrom('value: 7', 'value: {b: 8}', 'absent: true');
    const line = fc
      .tuple(path, scope, value)
      .map(([keyPath, target, what]) => `path: ${JSON.stringify(keyPath)}, for: "${target}", ${what}`);
    const live = fc.constantFrom('{}\n', 'a: {b: 3, c: 4}\nd: [y]\ng: {h: 5}\nz: 1\n', 'a: 9\ng: 9\n');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), live, (lines, content) => {
        const { desired, findings } = scan(documented(lines), content);
        for (const { path: keyPath, decidedBy } of findings) {
          const { outcome, winner } = explain(desired, { plugin: 'P', file: 'config.yml', key: keyPath }, ON);
          if (outcome === 'conflict') continue;
          const expected =
            winner === undefined || winner.source === 'baseline'
              ? { scope: 'baseline' }
              : scopeDeciding(winner.scope);
          expect(decidedBy).toEqual(expected);
        }
      }),
    );
  });
});
