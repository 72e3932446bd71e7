import { expect, it } from 'vitest';
import { plainOf } from './config-tree.js';
import { compileDesiredState } from './desired-state.js';
import { explain } from './explain.js';
import { parseDeviations } from './parse-deviations.js';
import type { FleetInstance } from '@archivesmp/fleet';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const A01: FleetInstance = { name: 'A01', host: 'ovh', platform: 'paper', tags: [] };

function expectedOf(path: string, baseline: string, value: string): unknown {
  const document = `deviations: {P: {${path}: {key: {A01: ${value}}}}}`;
  const state = compileDesiredState({
    baselines: [{ plugin: 'P', path, bytes: bytes(baseline) }],
    deviations: parseDeviations(bytes(document)).document!,
    fleet: [A01],
    now: '2026-11-21T00:00:00Z',
  });
  return plainOf(explain(state, { plugin: 'P', file: path, key: 'key' }, A01).expected!);
}

it.each([
  ['25570', '25570'],
  ['true', 'true'],
  ['1.0', '1.0'],
  ['99999999999999999999', '99999999999999999999'],
  ["'1.10'", '1.10'],
  ['null', ''],
])('%s in deviations.yml is the text %j in a properties file', (written, text) => {
  expect(expectedOf('server.properties', 'key=1\n', written)).toBe(text);
});

it('stays a number where the format has numbers', () => {
  expect(expectedOf('config.yml', 'key: 1\n', '25570')).toBe(25570);
});
