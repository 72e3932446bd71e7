import { describe, expect, it } from 'vitest';
import { batchesOf, chosenSections, TEST_SECTIONS, optionalProgramsOf } from './test-sections.js';

describe('programs that some tests are skipped without', () => {
  it('are installed for the sections that hold those tests, each once', () => {
    expect(optionalProgramsOf(chosenSections(['unit']))).toEqual(['setfacl', 'setfattr', 'promtool']);
    expect(optionalProgramsOf(chosenSections(['product']))).toEqual(['strace', 'faketime', 'promtool']);
    expect(optionalProgramsOf(chosenSections(['build', 'lint', 'corpus']))).toEqual([]);
    expect(optionalProgramsOf(chosenSections(['int']))).toContain('radosgw');
    expect(optionalProgramsOf(TEST_SECTIONS)).toEqual(
      expect.arrayContaining([
        'setfacl',
        'setfattr',
        'strace',
        'faketime',
        'ceph-mon',
        'ceph-osd',
        'radosgw',
      ]),
    );
  });
});

it('a section that there is not is refused with those that there are', () => {
  expect(() => chosenSections(['units'])).toThrow(/no section units; there are build, .*unit, int, product/);
});

describe('sections that run at the same time', () => {
  const names = (chosen: readonly string[]): string[][] =>
    batchesOf(chosenSections(chosen)).map((batch) => batch.map(({ name }) => name));

  it('are the checks after the build, and nothing else', () => {
    const [build, checks, ...others] = names([]);
    expect([build, checks]).toEqual([['build'], ['cycles', 'format', 'lint', 'types']]);
    expect(others.every((batch) => batch.length === 1)).toBe(true);
  });

  it('are only those that were chosen', () => {
    expect(names(['unit', 'lint'])).toEqual([['lint'], ['unit']]);
    expect(names(['build'])).toEqual([['build']]);
  });
});
