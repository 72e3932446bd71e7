import { parseDeviations, type DeviationsDocument } from '@archivesmp/baseline';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { describe, expect, it } from 'vitest';
import { hiddenLines } from './hidden-lines.js';
import { maskedText } from './masked-text.js';
import { SecretCheck } from './secret-check.js';
import { MASK } from './shown-value.js';
import { judgesOf } from './secret-judges.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const rulesOf = (text: string): DeviationsDocument => parseDeviations(bytes(text)).document!;
const NONE = rulesOf('secrets: []\n');
const CONFIG = { plugin: 'P', file: 'c.yml' };

describe('what would be hidden of a file', () => {
  it('is told by key, line and reason, and nothing of a value', () => {
    const found = new SecretCheck(NONE).checkFile(
      CONFIG,
      'yaml',
      bytes(
        'a: 1\nb:\n  # token: canary-1\n  password: canary-2\nlist:\n  - root:canary-3\nghp_canary4canary4: 1\n',
      ),
    );
    expect(found).toMatchObject({
      as: 'keys',
      values: [
        { path: ['a'], line: 1, verdict: { hidden: false } },
        { path: ['b', 'password'], line: 4, verdict: { hidden: true, by: 'name' } },
        { path: ['list', 0], line: 6, verdict: { hidden: true, by: 'name' } },
        { path: ['••••••'], line: 7, verdict: { hidden: false } },
      ],
    });
    expect(found.as === 'keys' && found.lines.map(({ line }) => line)).toEqual([3, 7]);
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('is all of it, or lines of a text', () => {
    const check = new SecretCheck(NONE);
    expect(check.checkFile({ plugin: 'P', file: 'x.pem' }, 'text', bytes('a'))).toEqual({
      as: 'whole',
      verdict: { hidden: true, by: 'name', why: 'the whole file is a secret by its name' },
    });
    expect(check.checkFile({ plugin: 'P', file: 'x.txt' }, 'text', bytes('a\r\nmy token: abcd\r\n'))).toEqual(
      {
        as: 'lines',
        lines: [{ line: 2, verdict: { hidden: true, by: 'name', why: 'the key ends with "token"' } }],
      },
    );
    expect(check.checkFile(CONFIG, 'yaml', bytes('a: [\npassword: x1234\n'))).toMatchObject({ as: 'lines' });
  });

  it('is all of a text of which a rule hides everything, and the comments of a file with keys', () => {
    const rules = rulesOf('secrets:\n  - {plugin: P, key: "**", secret: true, reason: ours}\n');
    const check = new SecretCheck(rules);
    const text = bytes('hello\nmeet me at noon\n');
    expect(check.checkFile({ plugin: 'P', file: 'motd.txt' }, 'text', text)).toEqual({
      as: 'whole',
      verdict: { hidden: true, by: 'rule', why: 'deviations.yml line 2: ours' },
    });
    expect(check.rules()).toMatchObject([{ matched: 1, decided: 1, turned: 1 }]);
    expect(check.checkFile(CONFIG, 'yaml', bytes('# noon\na: two # noon\n#\n'))).toMatchObject({
      values: [{ verdict: { hidden: true, by: 'rule' } }],
      lines: [
        { line: 1, verdict: { hidden: true, by: 'rule' } },
        { line: 2, verdict: { hidden: true, by: 'rule' } },
      ],
    });
    const judge = judgesOf(rules)('P', 'motd.txt');
    const shown = (document: string, format: 'text' | 'yaml') =>
      maskedText({ file: 'motd.txt', format, bytes: bytes(document), judge });
    expect(shown('hello\nmeet me at noon\n', 'text')).toBe(MASK);
    expect(shown('a: [\nmeet me at noon', 'yaml')).toBe(MASK);
    expect(shown('# noon\na: two # noon\n#\n', 'yaml')).toBe(`${MASK}\na: ${MASK} ${MASK}\n#\n`);
  });

  it('stays what it was where a rule is about some of its keys', () => {
    const rules = rulesOf('secrets:\n  - {plugin: P, key: "a.**", secret: true, reason: ours}\n');
    const judge = judgesOf(rules)('P', 'motd.txt');
    const text = 'meet me at noon\n';
    expect(maskedText({ file: 'motd.txt', format: 'text', bytes: bytes(text), judge })).toBe(text);
  });

  it('is, of a text, just the lines that are not shown as they are', () => {
    const block = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----';
    const planted = plantedSecrets('lines').map(({ key, value }) => `${key}: ${value}`);
    const text = ['hello', ...planted, 'a password', block, 'motd: hi', 'x'.repeat(5000)].join('\n');
    const shown = maskedText(
      { file: 'a.txt', format: 'text', bytes: bytes(text), judge: BY_NAME_AND_SHAPE },
      (secret) => secret.replace(/[^\n]+/g, '#'),
    ).split('\n');
    const changed = text
      .split('\n')
      .flatMap((line, index) => (shown[index] === line || shown[index]!.startsWith('xx') ? [] : [index + 1]));
    expect(hiddenLines(bytes(text), BY_NAME_AND_SHAPE).map(({ line }) => line)).toEqual(changed);
    expect(changed).toHaveLength(planted.length + 1 + 3);
  });
});

describe('what became of a rule', () => {
  const document = rulesOf(`secrets:
  - {plugin: P, key: colour, secret: true, reason: one}
  - {plugin: P, key: "**.token", secret: false, reason: two}
  - {plugin: P, file: other.yml, key: a, secret: true, reason: three}
  - {plugin: Q, key: a, secret: true, reason: four}
  - {plugin: P, key: empty, secret: true, reason: five}
  - {plugin: P, key: "colou*", secret: true, reason: six}
`);
  it('is counted once a value', () => {
    const check = new SecretCheck(document);
    check.checkFile(CONFIG, 'yaml', bytes('colour: red\na:\n  token: 1\nb: {token: 2}\nempty: ""\n'));
    check.checkFile({ ...CONFIG, file: 'b.yml' }, 'yaml', bytes('colour: hunter2\nempty: x\n'));
    expect(check.rules().map(({ rule, ...use }) => [rule.reason, ...Object.values(use)])).toEqual([
      ['one', 2, 2, 2, 2],
      ['two', 2, 2, 2, 2],
      ['three', 0, 0, 0, 0],
      ['four', 0, 0, 0, 0],
      ['five', 2, 2, 2, 1],
      ['six', 2, 2, 0, 0],
    ]);
  });

  it('holds in a text, too: what it calls no secret is shown in its line, and nothing beside it', () => {
    const text =
      'a:\n  token: open-1\n  b: {token: open-2, password: canary-1}\nc:\n  token: "open-3" # pw: canary-2\n# other: {x: 1}\n';
    const open = rulesOf('secrets: [{plugin: P, key: "**.token", secret: false, reason: items}]\n');
    const judge = judgesOf(open)('P', 'c.yml');
    const shown = maskedText({ file: 'c.yml', format: 'yaml', bytes: bytes(text), judge });
    expect(shown).toContain('  token: open-1\n  b: {token: open-2, password: ••••••}\n');
    expect(shown).not.toContain('canary');
    const shape = rulesOf('secrets: [{plugin: P, key: x, secret: false, reason: a name}]\n');
    const ofShape = { file: 'c.yml', format: 'yaml', bytes: bytes('x: ghp_abcdefghijklmnop\n') } as const;
    expect(maskedText({ ...ofShape, judge: judgesOf(shape)('P', 'c.yml') })).toBe(
      'x: ghp_abcdefghijklmnop\n',
    );
    expect(maskedText({ ...ofShape, judge: judgesOf(open)('P', 'c.yml') })).toBe('x: ••••••\n');
  });

  it('is nothing where it says what was so before', () => {
    const check = new SecretCheck(rulesOf('secrets: [{plugin: P, key: pw, secret: true, reason: sure}]\n'));
    expect(check.checkValue(CONFIG, ['pw'], 'hunter2')).toMatchObject({ hidden: true, by: 'rule' });
    expect(check.rules()[0]).toMatchObject({ decided: 1, turned: 0 });
    expect([check.isSecretKey(CONFIG, ['pw']), check.isSecretKey(CONFIG, ['x'])]).toEqual([true, false]);
  });
});
