import { compileDesiredState, parseDeviations } from '@archivesmp/baseline';
import { type FleetInstance } from '@archivesmp/fleet';
import { editConfig } from '@archivesmp/config-text';
import { compareFile, compileRules } from '@archivesmp/drift';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsForFindings } from './edits-for-findings.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const BENT: FleetInstance = { name: 'BENT01', host: 'ovh', platform: 'paper', tags: [], aliases: [] };
const BY_ID = 'lists: [{key: shops, keyed_by: id}, {key: "shops.*.goods", keyed_by: id}]\n';

function fileWith(baseline: string, now: string) {
  const { document } = parseDeviations(bytes(BY_ID));
  const desired = compileDesiredState({
    baselines: [{ plugin: 'P', path: 'c.yml', bytes: bytes(baseline) }],
    deviations: document!,
    fleet: [BENT],
    now: '2026-01-01T00:00:00.000Z',
  });
  const expected = desired.plugins.get('P')!.get('c.yml')!;
  const rules = compileRules(desired.document);
  const judge = (text: string) =>
    compareFile(
      expected,
      { plugin: 'P', path: 'c.yml', state: 'readable', bytes: bytes(text) },
      { instance: BENT, rules, secrets: {} },
    ).findings;
  return { file: { plugin: 'P', file: 'c.yml', bytes: bytes(now), expected, instance: BENT, rules }, judge };
}

function repaired(baseline: string, now: string): { content: string; left: number } {
  const { file, judge } = fileWith(baseline, now);
  const edits = editsForFindings(judge(now), file).map(({ edit }) => edit!);
  const edited = editConfig(bytes(now), 'yaml', edits);
  if (edited.state !== 'edited') throw new Error(`${edited.reason} in ${now}`);
  const content = new TextDecoder().decode(edited.bytes);
  return { content, left: judge(content).length };
}

describe('the edits for what differs in a file', () => {
  it('take items out of a list from behind, so that no position moves before it is used', () => {
    const list = (...ids: string[]): string => `shops:\n${ids.map((id) => `- {id: ${id}}\n`).join('')}`;
    expect(repaired(list('k'), list('a', 'k', 'b', 'c')).content).toBe(list('k'));
    expect(repaired(list('k', 'x', 'y'), list('k'))).toEqual({
      content: 'shops:\n- {id: k}\n- id: x\n- id: y\n',
      left: 0,
    });
  });

  it('take each list from behind, in whatever order its items were named', () => {
    const list = (...ids: string[]): string => ids.map((id) => `- {id: ${id}}\n`).join('');
    const text = (...ids: string[]): string => `shops:\n${list(...ids)}more: {shops: [{id: a}, {id: b}]}\n`;
    const ids = Array.from({ length: 12 }, (_, index) => `id${index}`);
    const { file, judge } = fileWith(text('k').replace('[{id: a}, {id: b}]', '[]'), text('k', ...ids));
    const found = judge(text('k', ...ids));
    fc.assert(
      fc.property(fc.shuffledSubarray([...found], { minLength: 2 }), (some) => {
        const paths = editsForFindings(some, file).map(({ edit }) => edit!.path);
        const positions = paths.filter(([key]) => key === 'shops').map(([, index]) => Number(index));
        expect(positions).toEqual([...positions].sort((one, other) => other - one));
        expect(paths).toHaveLength(some.length);
      }),
    );
  });

  it('are none in a file that does not parse', () => {
    const { file, judge } = fileWith('a: 1\n', 'a: 2\n');
    const [finding] = judge('a: 2\n');
    expect(editsForFindings([finding!], { ...file, bytes: bytes('a: [\n') })).toEqual([
      { finding, edit: undefined },
    ]);
  });

  it('leave nothing to put right, however the lists and the lists in them differ', () => {
    const ids = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 });
    const goods = fc.subarray(['g', 'h', 'i', 'j'], { minLength: 1 });
    const shops = fc.tuple(ids, fc.array(goods, { minLength: 4, maxLength: 4 }), fc.nat({ max: 3 }));
    const textOf = ([shown, sold, price]: [string[], string[][], number]): string =>
      `shops:\n${shown
        .map(
          (id, index) =>
            `- id: ${id}\n  goods:\n${sold[index]!.map((good) => `  - {id: ${good}, price: ${price}}\n`).join('')}`,
        )
        .join('')}`;
    fc.assert(
      fc.property(shops, shops, (wanted, found) => {
        expect(repaired(textOf(wanted), textOf(found)).left).toBe(0);
      }),
    );
  });
});
