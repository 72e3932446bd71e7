import { describe, expect, it } from 'vitest';
import { parseSettings } from './load-settings.js';
import { OwnTopic, Text, Topic, WholeNumber } from './setting.js';
import { settingsTable } from './settings-table.js';
import { HostSettings } from './topics/host-settings.js';

describe('the table of settings', () => {
  it('names required settings, defaults and nested paths', () => {
    const table = settingsTable(HostSettings);
    expect(table).toContain('| `mariadb.password` |');
    expect(table).toContain('| `amp_servers[].url` |');
    expect(table).toMatch(/`physical_server` \|[^|]*\| \*\*required\*\* \|/);
    expect(table).toMatch(/`drift.scan_every_seconds` \|[^|]*\| 3600 \|/);
  });
});

class Shop {
  @Text({ describe: 'What it is called' })
  name!: string;

  @Topic({ describe: 'Paint' })
  paint?: object;

  @Text({ describe: 'Where it is', optional: true })
  town?: string;
}

class Paint {
  @WholeNumber({ describe: 'Pots', default: 2, min: 0, max: 9 })
  pots: number = 2;
}

class PaintShop extends Shop {
  @OwnTopic(() => Paint)
  override paint: Paint = new Paint();
}

describe('a topic that its owner declares', () => {
  const paths = (type: typeof Shop): string[] =>
    [...settingsTable(type).matchAll(/^\| `([\w.]+)`/gm)].map(([, path]) => path!);

  it('stands where it was announced, under the words of the announcement', () => {
    expect(paths(PaintShop)).toEqual(['name', 'paint', 'paint.pots', 'town']);
    expect(settingsTable(PaintShop)).toContain('| `paint` | a group of settings |  | Paint |');
    expect(paths(Shop)).toEqual(['name', 'paint', 'town']);
  });

  it('is read and judged by its owner', () => {
    const read = (text: string) => parseSettings(PaintShop, text, 'shop.yaml', {});
    expect(read('{name: a, paint: {pots: 3}}').paint).toEqual({ pots: 3 });
    expect(read('{name: a}').paint).toEqual({ pots: 2 });
    expect(() => read('{name: a, paint: {pots: 10}}')).toThrow('paint.pots');
    expect(() => read('{name: a, paint: {potz: 1}}')).toThrow('did you mean "pots"');
  });

  it('is let be by a program without that owner, which still knows its name', () => {
    const read = (text: string) => parseSettings(Shop, text, 'shop.yaml', {});
    expect(read('{name: a, paint: {potz: 10}}').paint).toBeUndefined();
    expect(() => read('{name: a, pant: {pots: 1}}')).toThrow('did you mean "paint"');
  });
});
