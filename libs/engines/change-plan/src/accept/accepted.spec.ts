import { NO_DEVIATIONS, parseDeviations } from '@archivesmp/baseline';
import type { FindingView } from '@archivesmp/contracts/finding';
import type { FleetInstance } from '@archivesmp/fleet';
import { describe, expect, it } from 'vitest';
import { ignoringWhole } from './ignore-finding.js';
import {
  assertKeepable,
  assertNotOver,
  keepingKey,
  keepingWhole,
  type EditOfDeviations,
} from './keep-finding.js';
import { ignoredNoMore, keptNoMore } from './take-back.js';

const NOW = '2026-11-30T12:00:00.000Z';
const BENT01 = { name: 'BENT01', host: 'hetzner', platform: 'paper', tags: [] } as unknown as FleetInstance;
const ACCEPTANCE = { reason: 'an event', owner: 'mia' };

const finding = (more: Partial<FindingView>): FindingView =>
  ({
    ...{ id: 'f', state: 'open', status: 'drift', instance: 'BENT01', plugin: 'CMI', file: 'config.yml' },
    ...{ kind: 'wrong_value', path: ['a', 'b'], key: 'a.b', reason: 'no variable' },
    ...more,
  }) as FindingView;
const wholeFile = finding({ kind: 'extra_file', file: 'kits.yml', path: [], key: '' });

const apply = (edit: EditOfDeviations, text: string): string =>
  Buffer.from(
    edit(Buffer.from(text), parseDeviations(Buffer.from(text)).document ?? NO_DEVIATIONS),
  ).toString();
const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    const { code, detail } = error as { code: string; detail: string };
    return `${code}: ${detail}`;
  }
  return 'none';
};

describe('keeping what is there', () => {
  it.each([
    [{ state: 'resolved' }, /nothing differs/],
    [{ status: 'documented' }, /documents this already/],
    [{ status: 'not_judged' }, /It is not known what should be there: no variable/],
    [{}, /^none$/],
  ] as const)('of a finding that is %j', (more, expected) =>
    expect(problemOf(() => assertKeepable(finding(more as Partial<FindingView>)))).toMatch(expected),
  );

  it('needs an end that is to come, or none', () => {
    expect(problemOf(() => assertNotOver('2026-11-29', NOW))).toMatch(/^request.invalid: until: 2026-11-29/);
    expect(problemOf(() => assertNotOver('2026-12-24', NOW))).toBe('none');
    expect(problemOf(() => assertNotOver(undefined, NOW))).toBe('none');
  });

  it('documents the value of a key for the instance alone, once', () => {
    const edit = keepingKey(Buffer.from('a:\n  b: 7\n'), finding({}), BENT01, ACCEPTANCE, NOW);
    const once = apply(edit, '# ours\n');
    expect(once).toContain('# ours');
    const { document } = parseDeviations(Buffer.from(once));
    expect(document!.deviations).toMatchObject([
      { plugin: 'CMI', file: 'config.yml', key: 'a.b', reason: 'an event', owner: 'mia' },
    ]);
    expect(problemOf(() => apply(edit, once))).toMatch(
      /^resource.conflict: Line \d+ of deviations.yml says already what this key is on BENT01/,
    );
  });

  it('takes the place of an entry that is over', () => {
    const bytes = Buffer.from('a:\n  b: 7\n');
    const over = apply(
      keepingKey(bytes, finding({}), BENT01, { ...ACCEPTANCE, expires: '2026-11-01' }, NOW),
      '',
    );
    const anew = apply(keepingKey(bytes, finding({}), BENT01, ACCEPTANCE, NOW), over);
    expect(parseDeviations(Buffer.from(anew)).document!.deviations).toHaveLength(1);
    expect(anew).not.toContain('2026-11-01');
  });

  it('keeps a whole file, unless that is said already, also for more instances', () => {
    const edit = keepingWhole(wholeFile, BENT01, ACCEPTANCE, NOW);
    const once = apply(edit, '');
    expect(parseDeviations(Buffer.from(once)).document!.keptFiles).toMatchObject([
      { plugin: 'CMI', file: 'kits.yml', as: 'extra', owner: 'mia' },
    ]);
    expect(problemOf(() => apply(edit, once))).toMatch(/says already that this is kept on BENT01/);
    const wide = once.replace('instance:BENT01', 'everywhere');
    expect(problemOf(() => apply(edit, wide))).toMatch(/says already that this is kept on BENT01/);
  });

  it('is taken back alone', () => {
    const kept = apply(keepingWhole(wholeFile, BENT01, ACCEPTANCE, NOW), '# ours\n');
    const back = apply(keptNoMore(wholeFile, BENT01), kept);
    expect(parseDeviations(Buffer.from(back)).document!.keptFiles).toEqual([]);
    expect(problemOf(() => apply(keptNoMore(wholeFile, BENT01), '# ours\n'))).toMatch(
      /No entry .* for BENT01 alone/,
    );
    const ignored = apply(ignoringWhole(wholeFile, { everywhere: false, reason: 'x y' }), '');
    expect(problemOf(() => apply(keptNoMore(wholeFile, BENT01), ignored))).toMatch(/not kept but ignored/);
  });
});

describe('ignoring what is about a whole file', () => {
  const ignore = (everywhere: boolean): string =>
    apply(ignoringWhole(wholeFile, { everywhere, reason: 'made by the server' }), '');
  const takenBack = (text: string, of = wholeFile) =>
    ignoredNoMore(
      Buffer.from(text),
      parseDeviations(Buffer.from(text)).document ?? NO_DEVIATIONS,
      of,
      BENT01,
    );

  it.each([
    [{ state: 'resolved' }, /nothing differs/],
    [{ file: '' }, /would hide each extra file/],
    [{ kind: 'wrong_value' }, /what is in a file \(wrong_value\)/],
  ] as const)('is refused of %j', (more, expected) =>
    expect(
      problemOf(() =>
        ignoringWhole({ ...wholeFile, ...more } as FindingView, { everywhere: true, reason: 'x y' }),
      ),
    ).toMatch(expected),
  );

  it('counts for the instance or everywhere, and is taken back as such', () => {
    for (const everywhere of [false, true]) {
      const text = ignore(everywhere);
      const [rule] = parseDeviations(Buffer.from(text)).document!.ignore;
      expect(rule).toMatchObject({ instances: everywhere ? [] : ['BENT01'], kinds: ['extra_file'] });
      const { edited, isEverywhere } = takenBack(text);
      expect(isEverywhere).toBe(everywhere);
      expect(parseDeviations(edited).document!.ignore).toEqual([]);
    }
  });

  it('is not taken back where a rule hides more, none does, or it is kept', () => {
    const wide = ignore(true).replace('kits.yml', '"*.yml"');
    expect(problemOf(() => takenBack(wide))).toMatch(/The rule in line \d+ .* hides more/);
    expect(problemOf(() => takenBack('# ours\n'))).toMatch(/No rule .* ignores this on BENT01/);
    const kept = apply(keepingWhole(wholeFile, BENT01, ACCEPTANCE, NOW), '');
    expect(problemOf(() => takenBack(kept))).toMatch(/not ignored but kept/);
  });
});
