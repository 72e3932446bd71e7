import { parseDeviations, fillVariables, type DeviationsDocument } from '@archivesmp/baseline';
import { editConfig, plainValueOf } from '@archivesmp/config-text';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withDocumented } from './documented-deviation.js';
import { valueOnInstance } from './value-on-instance.js';

const DOCUMENT = Buffer.from('variables: {NAME: {everywhere: x}}\ndocumented: [] # none yet\n');
const LOCATION = { plugin: 'CMI', file: 'config.yml', kind: 'wrong_value' } as const;

const aText = fc.oneof(
  fc.string(),
  fc
    .array(fc.constantFrom('{{NAME}}', '\\', '{{OTHER}}', 'a: b', '#', "'", '\n', ' '), { maxLength: 6 })
    .map((parts) => parts.join('')),
);
const aValue = fc.oneof(aText, fc.integer(), fc.boolean(), fc.array(aText, { minLength: 1, maxLength: 4 }));

/** What the document means, its variables replaced. */
function meaning({ deviations, variables }: DeviationsDocument): unknown {
  const declared = new Set(variables.map(({ name }) => name));
  const plain = (value: unknown): unknown =>
    typeof value === 'string'
      ? fillVariables(value, declared, new Map([['NAME', 'x']])).text
      : Array.isArray(value)
        ? value.map(plain)
        : value;
  return plain(plainValueOf(deviations[0]!.value!));
}

it('documents exactly what is on the instance, whatever it looks like', () => {
  const { document } = parseDeviations(DOCUMENT);
  fc.assert(
    fc.property(aValue, (value) => {
      const written = editConfig(Buffer.alloc(0), 'yaml', [{ op: 'insert', path: ['a', 'b.c'], value }]);
      fc.pre(written.state === 'edited');
      const path = ['a', 'b.c'];
      const what = valueOnInstance(written.bytes, { ...LOCATION, path }, document!, 'paper');
      const text = withDocumented(DOCUMENT, {
        plugin: 'CMI',
        file: 'config.yml',
        path,
        for: 'instance:BENT01',
        what,
        reason: 'meant so',
        owner: 'Ada',
      });
      expect(Buffer.from(text).toString()).toContain('# none yet');
      const read = parseDeviations(text).document!;
      expect(read.deviations[0]?.path).toEqual(path);
      expect(meaning(read)).toEqual(value);
    }),
  );
});

it('gives a section without a value its first entry', () => {
  const text = withDocumented(Buffer.from('documented:\ntags: {}\n'), {
    plugin: 'CMI',
    file: 'config.yml',
    path: ['a', 'b'],
    for: 'instance:BENT01',
    what: { absent: true },
    reason: 'meant so',
    owner: 'Ada',
  });
  expect(parseDeviations(text).document?.deviations).toMatchObject([{ key: 'a.b', value: undefined }]);
});

it('refuses secrets at any depth and by their look, whatever the file is', () => {
  const refused = (text: string, path: string[], file = 'config.yml') =>
    expect(() =>
      valueOnInstance(
        Buffer.from(text),
        { ...LOCATION, file, path },
        parseDeviations(DOCUMENT).document!,
        'paper',
      ),
    ).toThrow('secret');
  refused('db: {host: h, password: hunter2}\n', ['db']);
  refused('url: "mysql://me:hunter2@db/x"\n', ['url']);
  refused('rcon.password=hunter2\n', ['rcon.password'], 'server.properties');
});
