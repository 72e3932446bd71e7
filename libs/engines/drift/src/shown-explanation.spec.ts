import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { compileDesiredState, explain, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { describe, expect, it } from 'vitest';
import { MASK } from './shown-value.js';
import { shownExplanation } from './shown-explanation.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [] };
const DEVIATIONS = `variables:
  PORT: {everywhere: 1, "instance:BENT01": 2}
  ME: {from: instance}
  UNSET: {"instance:X": 1}
  PASS: {everywhere: hunter2}
documented:
  - {plugin: P, file: c.yml, key: a.b, for: "host:ovh", value: 5, reason: summer, owner: Ada, expires: "2027-01-31"}
  - {plugin: P, file: c.yml, key: a.b, for: everywhere, value: 4}
  - {plugin: P, file: c.yml, key: db, for: "host:ovh", value: {user: x, password: hunter3}}
`;

function shown(key: string) {
  const { document, errors } = parseDeviations(bytes(DEVIATIONS));
  expect(errors).toBeUndefined();
  const baseline =
    'a: {b: 1, c: 2}\nport: "{{PORT}} {{ME}} {{UNSET}}"\nplain: 1\ndb: {user: "{{ME}}", password: "{{PASS}}"}\n';
  const desired = compileDesiredState({
    baselines: [{ plugin: 'P', path: 'c.yml', bytes: bytes(baseline) }],
    deviations: document!,
    fleet: [BENT],
    now: '2026-01-01T00:00:00Z',
  });
  return shownExplanation(
    explain(desired, { plugin: 'P', file: 'c.yml', key }, desired.fleet[0]!),
    BY_NAME_AND_SHAPE,
  );
}

describe('an explanation as it is shown', () => {
  it('has every voice with who says so, why and until when, and the place of the winner', () => {
    expect(shown('a.b')).toEqual({
      ...{ plugin: 'P', file: 'c.yml', path: ['a', 'b'], key: 'a.b', instance: 'BENT01', outcome: 'value' },
      expected: 5,
      winner: 2,
      voices: [
        { scope: 'everywhere', source: 'baseline', standing: 'overruled', path: ['a', 'b'], value: 1 },
        {
          ...{ scope: 'everywhere', source: 'deviation', standing: 'overruled', path: ['a', 'b'], value: 4 },
          line: 8,
        },
        {
          ...{ scope: 'host:ovh', source: 'deviation', standing: 'won', path: ['a', 'b'], value: 5 },
          ...{ reason: 'summer', owner: 'Ada', expires: '2027-01-31', line: 7 },
        },
      ],
    });
  });

  it('has the winner also where it is the first that spoke, and nothing about variables where there are none', () => {
    expect(shown('plain')).toEqual({
      ...{ plugin: 'P', file: 'c.yml', path: ['plain'], key: 'plain', instance: 'BENT01', outcome: 'value' },
      expected: 1,
      winner: 0,
      voices: [{ scope: 'everywhere', source: 'baseline', standing: 'won', path: ['plain'], value: 1 }],
    });
  });

  it('says of each variable which rule gives its value, or that none does', () => {
    const { outcome, voices: valueSources, reason } = shown('port');
    expect([outcome, reason]).toEqual(['not_judged', expect.stringContaining('{{UNSET}}')]);
    expect(valueSources[0]!.variables).toEqual([
      { name: 'PORT', value: '2', by: 'instance:BENT01', line: 2 },
      { name: 'ME', value: 'BENT01', by: 'the instance itself' },
      { name: 'UNSET' },
    ]);
  });

  it('never shows a secret: neither a value, nor that of a variable behind it, nor one in a branch', () => {
    for (const key of ['db.password', 'db']) {
      const all = JSON.stringify(shown(key));
      expect(all).not.toMatch(/hunter/);
      expect(all).toContain(MASK);
    }
    expect(shown('db.password').voices[0]!.variables).toEqual([
      { name: 'PASS', value: MASK, by: 'everywhere', line: 5 },
    ]);
    expect(shown('db').expected).toEqual({ user: 'x', password: MASK });
    expect(shown('db').voices[0]!.variables).toEqual([
      { name: 'ME', value: 'BENT01', by: 'the instance itself' },
      { name: 'PASS', value: MASK, by: 'everywhere', line: 5 },
    ]);
  });
});
