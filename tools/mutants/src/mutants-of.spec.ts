import { describe, expect, it } from 'vitest';
import { changeOf, mutated } from './mutant.js';
import { mutantsOf } from './mutants-of.js';

const made = (source: string): string[] => mutantsOf('a.ts', source).map((mutant) => mutated(source, mutant));

describe('mutants of a file', () => {
  it.each([
    ['x = a < b', ['x = a <= b', 'x = a >= b', ';']],
    ['x = a === b', ['x = a !== b', ';']],
    ['x = a && b', ['x = a || b', ';']],
    ['x = a ?? b', ['x = (a)', 'x = (b)', ';']],
    ['x = !a', ['x = (a)', ';']],
    ['x = a + 1', ['x = a - 1', 'x = a + (1 + 1)', ';']],
    ['const x = i++', ['const x = i--']],
    ['const x = [a]', ['const x = []']],
    ['const x = a?.b', ['const x = a.b']],
    ['const x = a?.()', ['const x = a()']],
    ['const x = true', ['const x = false']],
    ["const x = 'word'", ["const x = ''"]],
    ["const x = ''", ["const x = 'mutated'"]],
    ['const x = /^a$/', ['const x = /a$/', 'const x = /^a/']],
    ['const x = a.filter(b)', ['const x = a']],
    ['const x = a.some(b)', ['const x = a.every(b)']],
    ['const x = (y) => y', ['const x = (y) => undefined']],
    ['if (a) b()', ['if (true) b()', 'if (false) b()', 'if (a) ;']],
    ['const x = a ? b : c', ['const x = true ? b : c', 'const x = false ? b : c']],
    ['while (a) continue', ['while (false) continue', 'while (a) ;']],
  ])('%s', (source, changed) => {
    expect(made(source).sort()).toEqual(changed.sort());
  });

  it('leave alone what does not run, names of properties, and sentences for people', () => {
    expect(made("import a from './b.js';\nexport * from './c.js';")).toEqual([]);
    expect(made("type A = 'x' | 1;\ninterface B { c: true }\nlet d: 'y';")).toEqual([]);
    expect(made("const a = { 'b-c': d };")).toEqual([]);
    expect(made("const a = 'It is not there.';\nconst b = `It is ${c} now`;")).toEqual([]);
  });

  it('say what became what, in one line', () => {
    const [mutant] = mutantsOf('a.ts', 'if (a &&\n  b) c()');
    expect(changeOf(mutant!)).toBe('condition: a && b → true');
    expect(mutant).toMatchObject({ line: 1, operator: 'condition' });
  });
});
