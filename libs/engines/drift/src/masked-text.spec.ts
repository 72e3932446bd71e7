import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedText, maskedTexts } from './masked-text.js';
import { MASK } from './shown-value.js';

const shown = (text: string, format: ConfigFormat = 'yaml', file = 'plugins/CMI/config.yml'): string =>
  maskedText({ file, format, bytes: Buffer.from(text), judge: BY_NAME_AND_SHAPE });

describe('the text of a file as it may be shown', () => {
  it('keeps everything but the values of secrets', () => {
    const text = '# how\nmysql:\n  host: db1   # here\n  password: "hunter2"\n  port: 3306\n';
    expect(shown(text)).toBe(`# how\nmysql:\n  host: db1   # here\n  password: ${MASK}\n  port: 3306\n`);
    expect(shown('{"token": "abc", "name": "x"}', 'json')).toBe(`{"token": ${MASK}, "name": "x"}`);
    expect(shown('rcon.password=hunter2\r\nport=1\r\n', 'properties')).toBe(
      `rcon.password=${MASK}\r\nport=1\r\n`,
    );
  });

  it('masks what is commented out, overridden, or in a file that cannot be read by key', () => {
    expect(shown('a: 1\n# password: hunter2\nb: 2\n')).toBe(`a: 1\n# password: ${MASK}\nb: 2\n`);
    expect(shown('a: 1\r\n# password: hunter2\r\nb: 2\r\n')).toBe(`a: 1\r\n# password: ${MASK}\r\nb: 2\r\n`);
    expect(shown('password: hunter2\npassword: other3\n')).toBe(`password: ${MASK}\npassword: ${MASK}\n`);
    const broken = shown('password: hunter2\n  : [broken\n\tthe token is hunter3\nplain\n');
    expect(broken).not.toMatch(/hunter/);
    expect(broken).toContain('plain');
    expect(shown('hunter2', 'text', 'forwarding.secret')).toBe(MASK);
    expect(shown('see https://mia:hunter2@db.example/x now', 'text')).toBe(`see ${MASK} now`);
  });

  it('masks what is in a line, whatever ends it, and leaves the ends as they are', () => {
    for (const end of ['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029']) {
      const lines = (secret: string): string => ['# a', `# token = ${secret}`, '# b: 2', ''].join(end);
      for (const format of ['yaml', 'properties'] as const)
        expect(shown(lines('hunter2'), format), JSON.stringify(end)).toBe(lines(MASK));
      const prose = (secret: string): string => ['one', secret, 'two', ''].join(end);
      expect(shown(prose('the password is hunter2'), 'text'), JSON.stringify(end)).toBe(prose(MASK));
    }
    const block = shown('secret: |\r\n  hunter2\r\nnext: 1\r\n');
    expect(block).toBe(`secret: ${MASK}\r\nnext: 1\r\n`);
  });

  it('masks blocks of several lines', () => {
    const block = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----';
    expect(shown(`x\n${block}\ny`, 'text')).toBe(`x\n${MASK}\ny`);
    const yaml = shown('secret: |\n  hunter2\n  hunter3\nnext: 1\n');
    expect(yaml).toBe(`secret: ${MASK}\nnext: 1\n`);
  });

  it('masks once what is written once, however often it is meant', () => {
    expect(shown('a: &x {password: hunter2}\nb: *x\nc: *x\n')).toBe(
      `a: &x {password: ${MASK}}\nb: *x\nc: *x\n`,
    );
    expect(shown('a: &x\n  password: hunter2\n  token: abc\nb: *x\n')).toBe(
      `a: &x\n  password: ${MASK}\n  token: ${MASK}\nb: *x\n`,
    );
  });

  it('masks what a secret key takes over from a key above it', () => {
    const text = shown('a: &x hunter2x\ntoken: t1234567\npassword: *x\nb: 1\n');
    expect(text).not.toMatch(/hunter2x|t1234567/);
    expect(text).toContain('\nb: 1\n');
  });

  it('leaves what stands behind a block where it was', () => {
    expect(shown('token: |\n  abcdefgh\nb: 1\n')).toMatch(/^token: .*\nb: 1\n$/);
  });

  it('leaves what gives nothing away', () => {
    for (const text of [
      'password: ""\n',
      'use-token: false\n',
      'motd: "battle pass: 3"\n',
      '# password: ""\n',
    ])
      expect(shown(text)).toBe(text);
  });

  it('tells secrets apart by their mark', () => {
    const mark = (secret: string): string => `${MASK}<${secret.length}>`;
    const bytes = Buffer.from('password: abc\ntoken: abcd\n');
    expect(maskedText({ file: 'x.yml', format: 'yaml', bytes, judge: BY_NAME_AND_SHAPE }, mark)).toBe(
      `password: ${MASK}<3>\ntoken: ${MASK}<4>\n`,
    );
  });

  it('never shows a secret, wherever it stands and however it is written', () => {
    const key = fc.constantFrom('password', 'db-password', 'apiKey', 'discord.token', 'client_secret');
    const quote = fc.constantFrom('', '"', "'");
    const location = fc.constantFrom('', '# ', '  ', 'a:\n  ', '- ');
    fc.assert(
      fc.property(
        key,
        quote,
        location,
        fc.constantFrom('yaml', 'properties', 'toml', 'hocon'),
        (name, q, lead, format) => {
          const canary = 'Kanarie7711';
          const equals = format === 'yaml' ? ': ' : ' = ';
          const text = `one${equals}1\n${lead}${name}${equals}${q}${canary}${q}\ntwo${equals}2\n`;
          expect(shown(text, format as ConfigFormat)).not.toContain(canary);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('two contents of a file, of which one cannot be read by key', () => {
  const mark = (secret: string): string => `${MASK}<${secret.trim()}>`;
  const marks = (text: string): string[] => text.match(/\u2022+<[^>]*>/g) ?? [];
  const both = (then: string, now: string) =>
    maskedTexts(
      'plugins/CMI/config.yml',
      'yaml',
      [Buffer.from(then), Buffer.from(now)],
      BY_NAME_AND_SHAPE,
      mark,
    );
  const READ = `host: db1
Password: hunter2
secrets:
  discord: canary-1
key: |
  plain
token: |
  canary-2
  canary-3
`;
  const BROKEN = `${READ}\tport: 1\n`;

  it.each([
    [READ, BROKEN],
    [BROKEN, READ],
  ])('are masked the same way, so that what did not change looks the same', (then, now) => {
    const [before, after] = both(then, now);
    expect(after.replace('\tport: 1\n', '')).toBe(before.replace('\tport: 1\n', ''));
    expect(before).toContain('host: db1\n');
    const hidden = before.replace(/<[^>]*>/g, '');
    expect(hidden).not.toMatch(/hunter|canary/);
  });

  it('differ in a mark where a hidden value changed, and show no value of the side that can be read', () => {
    const [before, after] = both(READ, BROKEN.replace('hunter2', 'hunter3'));
    expect(marks(after)).not.toEqual(marks(before));
    const moved = both(READ, 'note canary-3 here\n\tx: [\n').map((text) => text.replace(/<[^>]*>/g, ''));
    expect(moved.join()).not.toMatch(/hunter|canary/);
  });

  it('hide every line of a secret and every line that holds its value, and no other line', () => {
    const read = `host: db1

secrets:
  short: ab1
  four: abc4
  quoted: "quoted-9"
  inner: 'in"ner-9'
  many: |
    line-one

    line-two
after: all
`;
    const [, now] = both(
      read,
      `${read}\tx: [\nsee abc4\nsee quoted-9\nsee in"ner-9\nsee line-two\nsee db1\n`,
    );
    const hidden = now.replace(/<[^>]*>/g, '');
    expect(hidden).not.toMatch(/ab1|abc4|quoted-9|in"ner|line-/);
    expect(hidden).toMatch(/^host: db1\n\n\S/);
    expect(hidden).toContain('\nafter: all\n');
    expect(hidden).toContain('\nsee db1\n');
    expect(marks(now)).toHaveLength(12);
  });

  it('are masked as ever when both or none can be read', () => {
    expect(both(READ, READ.replace('db1', 'db2'))[0]).toBe(
      maskedText(
        { file: 'config.yml', format: 'yaml', bytes: Buffer.from(READ), judge: BY_NAME_AND_SHAPE },
        mark,
      ),
    );
    expect(both(BROKEN, BROKEN)[1]).toBe(
      maskedText(
        { file: 'config.yml', format: 'yaml', bytes: Buffer.from(BROKEN), judge: BY_NAME_AND_SHAPE },
        mark,
      ),
    );
    expect(
      maskedTexts('forwarding.secret', 'text', [Buffer.from('a'), Buffer.alloc(0)], BY_NAME_AND_SHAPE, mark),
    ).toEqual([mark('a'), '']);
  });

  it('never differ where the lines are the same, whatever breaks one of them', () => {
    const line = fc.constantFrom(
      'a: 1',
      'password: hunter2',
      '# token: x',
      'db: {pass: "hunter2"}',
      'motd: hunter2 says',
      'n: https://u:hunter2@h/',
    );
    fc.assert(
      fc.property(fc.uniqueArray(line, { minLength: 1 }), fc.boolean(), (lines, isSwapped) => {
        const text = `${lines.join('\n')}\n`;
        const sides = [text, `${text}\tb: [\n`];
        const [then, now] = both(...((isSwapped ? sides.reverse() : sides) as [string, string]));
        const [less, more] = isSwapped ? [now, then] : [then, now];
        expect(more).toBe(`${less}\tb: [\n`);
      }),
    );
  });
});
