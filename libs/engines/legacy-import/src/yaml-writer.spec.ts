import { readConfig } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legacyValueOf } from './config-value.js';
import { SpelledNumber, type LegacyValue } from './legacy-value.js';
import { writeYaml } from './yaml-writer.js';

const words = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'yes',
    'off',
    'null',
    '~',
    '010',
    '1.0',
    '1:30',
    '=',
    '<<',
    '- a',
    'a: b',
    '#x',
    '&7x',
    '%x%',
    ' x ',
    '\n',
    'y',
    '',
    '0x1F',
    '2026-11-21',
  ),
);
const values = fc.letrec<{ value: LegacyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<LegacyValue>(null, true, false),
    words.map((text): LegacyValue => text),
    fc.integer().map((n): LegacyValue => new SpelledNumber(String(n))),
    fc.integer().map((n): LegacyValue => new SpelledNumber(`${n}.5`)),
    fc.array(tie('value'), { maxLength: 4 }).map((list): LegacyValue => list),
    fc.array(fc.tuple(words, tie('value')), { maxLength: 4 }).map((pairs): LegacyValue => new Map(pairs)),
  ),
})).value;

describe('writing YAML', () => {
  it('is read back by the game reader to the same types and values', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, values), { minLength: 1, maxLength: 5 }), (pairs) => {
        const root = new Map(pairs);
        const reading = readConfig(new TextEncoder().encode(writeYaml(root)), 'yaml');
        expect(reading.state).toBe('ok');
        if (reading.state === 'ok') expect(legacyValueOf(reading.root)).toEqual(root);
      }),
      { numRuns: 500 },
    );
  });
});
