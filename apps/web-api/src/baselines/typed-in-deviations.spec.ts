import { expect, it } from 'vitest';
import { typedInDeviations } from './typed-in-deviations.js';

const typed = (text: string) => typedInDeviations(Buffer.from(text)).named.map(({ field }) => field);

it('names secrets in reasons and owners of deviations.yml by line, and no values of keys', () => {
  const text =
    'ignore:\n  - {plugin: P, key: a, reason: "uses password: hunter2"}\n  - {plugin: P, key: b, reason: counted}\n' +
    'documented:\n  - {plugin: P, file: c.yml, key: reason, for: everywhere, value: "root:hunter2", owner: "root:hunter2"}\n';
  expect(typed(text)).toEqual(['line 2 ignore[0].reason', 'line 5 documented[0].owner']);
  expect(JSON.stringify(typedInDeviations(Buffer.from(text)))).not.toContain('hunter2');
  for (const nothing of [
    '',
    '[]',
    'a: [',
    'deviations: {P: {c.yml: {k: {A: "root:hunter2"}}}}',
    'ignore: [1]',
  ])
    expect(typed(nothing)).toEqual([]);
});

it('counts those that nobody would read', () => {
  const rules = Array.from({ length: 5_000 }, () => '  - {plugin: P, key: a, reason: "password: hunter2"}');
  const { named, count } = typedInDeviations(Buffer.from(`ignore:\n${rules.join('\n')}\n`));
  expect([named.length, named.at(-1)!.field, count]).toEqual([100, 'line 101 ignore[99].reason', 5_000]);
});
