import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decide } from '../src/decide/decide.js';
import { inWords } from './in-words.js';
import { writtenCase } from './written-case.js';

const CASES = join(import.meta.dirname, '../cases');
const FILES = readdirSync(CASES).filter((name) => name.endsWith('.yaml'));

describe('a written case', () => {
  it.each(FILES)('%s', (name) => {
    const { given, then } = writtenCase(parse(readFileSync(join(CASES, name), 'utf8')));
    expect(inWords(decide(given))).toEqual(then);
  });

  it('that is not understood names the place and what may stand there', () => {
    const of = (given: unknown) => () => writtenCase({ case: 'x', given, then: [] });
    expect(of({ a: 'chnage', instances: { lobby: 'queued' } })).toThrow(
      'given, a is "chnage"; it may be: change, rollback, restart, stop, start',
    );
    expect(of({ instances: { lobby: { is: 'applying', knwon: 'x' } } })).toThrow(
      /instance lobby has no field "knwon"; it has: is, known/,
    );
    expect(of({ instances: { lobby: { known: 'the agent sang' } } })).toThrow(
      /instance lobby, known is "the agent sang"; it may be: the agent wrote/,
    );
    expect(of({})).toThrow('given, instances must name at least one instance');
    expect(() => writtenCase({ case: 'x', given: { instances: {} }, then: 'queued' })).toThrow(
      'the case, then must be a list',
    );
  });
});
