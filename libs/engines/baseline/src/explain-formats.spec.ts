import { readConfig, sameValue } from '@archivesmp/config-text';
import type { Platform } from '@archivesmp/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeAt } from './config-tree.js';
import { compileDesiredState } from './desired-state.js';
import { explain } from './explain.js';
import { parseDeviations } from './parse-deviations.js';
import { viewOf } from './view-of.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The same settings in every format, with a variable, a key that holds a dot, a list and a section. */
const FILES = {
  'config.yml': 'a:\n  b: 1\n  c: "{{NAME}}"\nd: [x, y]\ne.f: 3\n',
  'config.json': '{"a": {"b": 1, "c": "{{NAME}}"}, "d": ["x", "y"], "e.f": 3}',
  'config.toml': '"e.f" = 3\nd = ["x", "y"]\n[a]\nb = 1\nc = "{{NAME}}"\n',
  'config.conf': 'a { b = 1, c = "{{NAME}}" }\nd = [x, y]\n"e.f" = 3\n',
  'config.properties': 'a.b=1\na.c={{NAME}}\nd=x\ne.f=3\n',
};
const PLATFORMS = ['paper', 'velocity'] as const satisfies Platform[];
const FLEET = PLATFORMS.map((platform) => ({ name: `ON_${platform}`, host: 'ovh', platform, tags: [] }));

const HEAD = `
plugins: {P: {reader: bukkit}}
variables: {NAME: {from: instance}, MORE: {everywhere: all, "platform:velocity": proxy}}
tags: {event: {priority: 20, instances: [ON_paper]}, calm: {priority: 20, instances: [ON_paper, ON_velocity]}}
documented:
`;

const path = fc.constantFrom(
  ['a'],
  ['a', 'b'],
  ['a', 'c'],
  ['a.b'],
  ['d'],
  ['d', 0],
  ['e.f'],
  ['e', 'f'],
  ['g', 'h'],
  ['g'],
);
const target = fc.constantFrom(
  'everywhere',
  'platform:paper',
  'platform:velocity',
  'host:ovh',
  'tag:event',
  'tag:calm',
  'instance:ON_paper',
);
const what = fc.constantFrom(
  'value: 7',
  'value: "{{MORE}}"',
  'value: {z: 8}',
  'value: [1, "{{NAME}}"]',
  'absent: true',
  'value: ~',
);
const line = fc
  .tuple(path, target, what)
  .map(([index, scope, more]) => `path: ${JSON.stringify(index)}, for: "${scope}", ${more}`);

describe.each(Object.entries(FILES))('%s', (file, text) => {
  it('explain says what is rendered, for any deviations, key and platform', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), path, fc.constantFrom(...FLEET), (lines, key, on) => {
        const deviations = HEAD + lines.map((one) => `  - {plugin: P, file: ${file}, ${one}}\n`).join('');
        const { document, errors } = parseDeviations(bytes(deviations));
        if (document === undefined) throw new Error(JSON.stringify(errors));
        const baselines = [{ plugin: 'P', path: file, bytes: bytes(text) }];
        const state = compileDesiredState({
          baselines,
          deviations: document,
          fleet: FLEET,
          now: '2026-11-21T00:00:00Z',
        });
        const instance = state.fleet.find(({ name }) => name === on.name)!;
        const expectedFile = state.plugins.get('P')!.get(file)!;
        const { root, conflicts } = expectedFile.on(instance);
        const {
          outcome,
          expected,
          winner,
          path: explained,
        } = explain(state, { plugin: 'P', file, key }, instance);
        if (outcome === 'conflict') return void expect(conflicts).not.toEqual([]);
        expect(expected).toEqual(nodeAt(root!, explained));
        expect(outcome).toBe(expected === undefined ? 'no_key' : 'value');
        if (winner === undefined) expect(expected).toBeUndefined();
      }),
    );
  });

  it('without deviations it says what the file says on this platform', () => {
    const { document } = parseDeviations(bytes(HEAD));
    const baselines = [{ plugin: 'P', path: file, bytes: bytes(text) }];
    const state = compileDesiredState({
      baselines,
      deviations: document!,
      fleet: FLEET,
      now: '2026-11-21T00:00:00Z',
    });
    for (const on of state.fleet) {
      const expectedFile = state.plugins.get('P')!.get(file)!;
      const seen = expectedFile.readingOn(on);
      const reading = readConfig(bytes(text.replaceAll('{{NAME}}', on.name)), seen.format);
      if (reading.state !== 'ok') throw new Error(reading.error.message);
      expect(sameValue(expectedFile.on(on).root!, viewOf(reading.root, seen))).toBe(true);
    }
  });
});
