import { describe, expect, it } from 'vitest';
import { chosenSections, TEST_SECTIONS, wishesOf } from './test-sections.js';

describe('programs that some tests are skipped without', () => {
  it('are installed for the sections that hold those tests, each once', () => {
    expect(wishesOf(chosenSections(['unit']))).toEqual(['setfacl', 'setfattr']);
    expect(wishesOf(chosenSections(['product', 'e2e']))).toEqual(['strace', 'faketime']);
    expect(wishesOf(chosenSections(['build', 'lint', 'corpus']))).toEqual([]);
    expect(wishesOf(TEST_SECTIONS)).toEqual(['setfacl', 'setfattr', 'strace', 'faketime']);
  });
});

it('a section that there is not is refused with those that there are', () => {
  expect(() => chosenSections(['units'])).toThrow(/no section units; there are build, .*unit, int, product/);
});
