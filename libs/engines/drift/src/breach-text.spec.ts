import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { describe, expect, it } from 'vitest';
import { MASK } from './shown-value.js';
import { breachText } from './breach-text.js';

type Breach = Parameters<typeof breachText>[0];

const holder = (more: Partial<Breach['holders'][number]> = {}): Breach['holders'][number] =>
  ({
    instance: 'A01',
    host: 'ovh',
    plugin: 'P',
    file: 'c.yml',
    path: ['port'],
    text: '25565',
    ...more,
  }) as Breach['holders'][number];
const textOf = (rule: object, ...holders: Breach['holders'][number][]): string =>
  breachText(
    { rule: { rule: 'unique', key: 'port', reason: '', ...rule }, holders } as unknown as Breach,
    () => BY_NAME_AND_SHAPE,
  );

describe('a broken rule over the fleet', () => {
  it('is one sentence with all instances that break it, and the reason where there is one', () => {
    expect(textOf({}, holder(), holder({ instance: 'B01' }))).toBe(
      'port must be unique and is not: A01 P/c.yml port = "25565"; B01 P/c.yml port = "25565"',
    );
    expect(textOf({ rule: 'agree', reason: 'one database' }, holder())).toBe(
      'port must be the same and is not (one database): A01 P/c.yml port = "25565"',
    );
  });

  it('tells what is not set, and shows no secret', () => {
    expect(textOf({}, holder({ text: '' }))).toMatch(/ port = not set$/);
    expect(textOf({}, holder({ path: ['db', 'password'], text: 'hunter2' }))).toMatch(
      new RegExp(` db\\.password = ${MASK}$`),
    );
    expect(textOf({}, holder({ path: ['url'], text: 'jdbc:mysql://mia:hunter2@db1/x' }))).not.toContain(
      'hunter2',
    );
  });
});
