import { describe, expect, it } from 'vitest';
import { BY_NAME_AND_SHAPE, isSecretFile, type SingleValue } from './judge.js';
import { wordsOf } from './key-words.js';
import { shapeOf, withoutNamedSecrets } from './secret-shapes.js';
import { secretInSentence } from './typed-secret.js';

const { judge } = BY_NAME_AND_SHAPE;
const PLAIN = 'three plain words';

describe('a word that is only part of a name', () => {
  it.each<[string[], SingleValue, boolean]>([
    [['xmysql'], 'mia:hunter2', false],
    [['mysqlx'], 'mia:hunter2', false],
    [['my-mysql-of-mia'], 'mia:hunter2', true],
    [['colour'], 'rooty:hunter2', false],
    [['colour'], 'xroot:hunter2', false],
    [['colour'], 'root:hunter2', true],
    [['mysql'], 'say mia:hunter2', false],
    [['mysql'], 'mia:hunter2 there', false],
    [['mysql'], 'mia:hunter%2', true],
    [['mysql'], 'mia:%hunter2', false],
    [['mysql'], 'minecraft:hunter2', false],
    [['mysql'], 'minecrafter:hunter2', true],
    [['mysql'], 'xminecraft:hunter2', true],
    [['mysql'], 'mia:hunter2\n', true],
    [['auth'], 'none\n', false],
    [['auth'], 'xnone', true],
    [['auth'], 'nonex', true],
    [['auth'], 'hunter%2', true],
    [['auth'], '%hunter2', false],
    [['auth'], 'hunter{0}', false],
    [['mypasswordless'], 'hunter2', false],
    [['xsecret'], 'hunter2', false],
    [['pass2word'], 'hunter2', false],
    [['db-pass', 'x'], 'hunter2', false],
  ])('%j: %j is hidden: %s', (path, value, hidden) => expect(judge(path, value).hidden).toBe(hidden));

  it('says which words decided', () => {
    expect(judge(['my_db_pass'], 'hunter2').why).toBe('the key ends with "db pass"');
    expect(judge(['pass'], 'hunter2').why).toBe('the key ends with "pass"');
  });
});

describe('numbers', () => {
  it.each<[(string | number)[], SingleValue, boolean]>([
    [['pin'], 1234, true],
    [['pin-code'], 1234, true],
    [['otp'], 1234, true],
    [['totp'], 1234, true],
    [['pin'], 123, false],
    [['pepper'], 1234, false],
    [['structures', 'inner', 'salt'], 14_357_618, false],
    [['backbiome', 'salt'], 1234, true],
    [['passwords', 'xlength'], 12, true],
    [['passwords', 'lengthx'], 12, true],
    [['passwords', 'length-it'], 12, true],
    [['passwords', 'min-length'], 12, false],
    [['passwords', '-'], 12, true],
  ])('%j: %j is hidden: %s', (path, value, hidden) => expect(judge(path, value).hidden).toBe(hidden));
});

describe('what is said to people', () => {
  it.each<[string[], string, boolean]>([
    [['messages', 'password'], PLAIN, false],
    [['messages', 'a', 'password'], PLAIN, false],
    [['my-messages', 'password'], PLAIN, false],
    [['xmessages', 'password'], PLAIN, true],
    [['messagesx', 'password'], PLAIN, true],
    [['wrong-password'], PLAIN, false],
    [['wrong', 'password'], PLAIN, true],
    [['messages', 'password'], '&chunter2', true],
    [['messages', 'password'], '&chunter2 here', false],
    [['messages', 'password'], 'hunter2 here', true],
  ])('%j: %j is hidden: %s', (path, value, hidden) => expect(judge(path, value).hidden).toBe(hidden));
});

describe('a file that is one secret', () => {
  it.each([
    ['a/b/id_rsa', true],
    ['a/xid_rsa', false],
    ['id_rsa.pub', false],
    ['a/.netrc', true],
    ['x.netrc', false],
    ['.netrc.md', false],
    ['server.pem', true],
    ['server.pem.md', false],
  ])('%s: %s', (file, isSecret) => expect(isSecretFile(file)).toBe(isSecret));
});

describe('a shape', () => {
  it.each([
    'MYSQL://:HUNTER2@DB',
    'JDBC:ORACLE:THIN:MIA/HUNTER2@DB',
    'PASSWORD=HUNTER2',
    'tool --PASSWORD hunter2',
    'https://x.test/API/WEBHOOKS/12345/abc',
    'HTTPS://HOOKS.SLACK.COM/SERVICES/T01/B01/abc',
  ])('is one in capitals, too: %s', (text) => expect(shapeOf(text)).toBeDefined());

  it.each(['MAILTO:mia@example.org', `AKIA${'A'.repeat(17)}`, `xAKIA${'A'.repeat(16)}`])(
    'is none: %s',
    (text) => expect(shapeOf(text)).toBeUndefined(),
  );
});

describe('a line of a log', () => {
  const masked = (line: string): string => withoutNamedSecrets(line, () => '#');
  it.each([
    ['password: a1 and TOKEN: b2', 'password: # and TOKEN: #'],
    ['AUTH: none', 'AUTH: none'],
    ['auth: abc1', 'auth: #'],
    ['password: none', 'password: #'],
  ])('%s', (line, shown) => expect(masked(line)).toBe(shown));
});

describe('a sentence', () => {
  it.each(['use token:hunter2', 'token:hunter2!', 'password: hunter2 from today', 'Passwort: Sommer '])(
    'that holds a secret: %s',
    (text) => expect(secretInSentence(text)).toBeDefined(),
  );
});

it('umlauts are written out', () =>
  expect(wordsOf('großeÄrgerÖlÜbelschlöß')).toEqual(['grosse', 'aerger', 'oel', 'uebelschloess']));
