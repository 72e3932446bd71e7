import { parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { describe, expect, it } from 'vitest';
import { compileRules } from './rules.js';

const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [], aliases: ['uuid-1'] };
const rules = (text: string) => {
  const { document, errors } = parseDeviations(new TextEncoder().encode(text));
  expect(errors).toBeUndefined();
  return compileRules(document!);
};
const subject = { plugin: 'P', file: 'a.yml', path: ['k'], kind: 'wrong_value' } as const;

describe('a rule to ignore', () => {
  it.each([
    ['[]', true],
    ['[BENT01]', true],
    ['[HUB01, BENT01]', true],
    ['[BENT01, HUB01]', true],
    ['[HUB01, uuid-1]', true],
    ['[HUB01]', false],
    ['[BENT0, BENT011]', false],
  ])('for the instances %s is about this one: %s', (instances, concerns) => {
    const { ignoring } = rules(`ignore: [{key: k, instances: ${instances}, reason: r}]`);
    expect(ignoring(subject, BENT)?.reason).toBe(concerns ? 'r' : undefined);
  });

  it.each([
    ['{reason: r}', true],
    ['{kinds: [wrong_value], reason: r}', true],
    ['{kinds: [extra_key, wrong_value], reason: r}', true],
    ['{kinds: [extra_key], reason: r}', false],
    ['{plugin: Q, reason: r}', false],
    ['{plugin: P, file: b.yml, reason: r}', false],
    ['{plugin: P, file: a.yml, key: k, reason: r}', true],
    ['{plugin: P, file: a.yml, key: k.x, reason: r}', false],
  ])('%s is about this finding: %s', (rule, concerns) => {
    expect(rules(`ignore: [${rule}]`).ignoring(subject, BENT) !== undefined).toBe(concerns);
  });

  it('is the first that fits', () => {
    const { ignoring } = rules('ignore: [{key: x, reason: none}, {key: k, reason: one}, {reason: two}]');
    expect(ignoring(subject, BENT)?.reason).toBe('one');
  });
});

describe('a rule of severity or of lists', () => {
  it('is the first that fits', () => {
    const { severityOf, listAt } = rules(
      'severity: [{key: x, severity: low}, {kinds: [extra_key], severity: low}, {key: k, severity: critical}, {severity: low}]\n' +
        'lists: [{key: x, order: ignore}, {plugin: P, key: k, keyed_by: id}, {key: k, order: ignore}]',
    );
    expect(severityOf(subject)).toBe('critical');
    expect(severityOf({ ...subject, plugin: 'Q', kind: 'extra_key' })).toBe('low');
    expect(listAt('P', 'a.yml', ['k'])).toMatchObject({ keyedBy: 'id', order: 'ignore' });
    expect(listAt('Q', 'a.yml', ['k'])).toMatchObject({ order: 'ignore' });
    expect(listAt('Q', 'a.yml', ['other'])).toEqual({ order: 'matters' });
    expect(rules('').severityOf(subject)).toBeUndefined();
  });
});
