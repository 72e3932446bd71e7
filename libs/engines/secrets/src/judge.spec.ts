import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BY_NAME_AND_SHAPE, isSecretFile, judgeWith } from './judge.js';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { mentionsSecret } from './secret-names.js';
import {
  SECRET_SHAPES,
  mayHaveShape,
  shapeOf,
  withoutBlocks,
  withoutShapes,
  withoutNamedSecrets,
} from './secret-shapes.js';

const { judge, isSecretKey } = BY_NAME_AND_SHAPE;
const isHidden = (key: string, value: string | number | bigint | boolean | null): boolean =>
  judge(key.split('.'), value).hidden;

describe('a secret', () => {
  it.each(plantedSecrets('a').map(({ kind, key, value }) => [kind, key, value]))(
    'of the kind %s is hidden',
    (_, key, value) => expect(isHidden(key, value)).toBe(true),
  );

  it('of at least 60 kinds is planted', () =>
    expect(new Set(plantedSecrets('a').map(({ kind }) => kind)).size).toBeGreaterThan(60));

  it('is hidden whatever stands around its key and however it is written', () => {
    const named = fc.constantFrom(
      ...['password', 'api-key', 'secret', 'bot-token', 'passwort', 'access key', 'db pass'],
    );
    const style = fc.constantFrom<(words: string[]) => string>(
      (words) => words.join('-'),
      (words) => words.join('_').toUpperCase(),
      (words) => words.join('.'),
      ([first, ...rest]) => first! + rest.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(''),
      (words) => words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' '),
    );
    const before = fc.constantFrom('', 'my', 'main', 'old', 'backup');
    const behind = fc.constantFrom('', '2', '-3');
    fc.assert(
      fc.property(
        named,
        style,
        before,
        behind,
        fc.stringMatching(/^[A-Za-z0-9!#,.+-]{6,30}$/),
        (name, write, first, last, value) => {
          const key = write([first, ...name.split(/[- ]/)].filter((word) => word !== '')) + last;
          expect(judge(['storage', key], value).hidden).toBe(true);
          expect(judge(['storage', key, 0], value).hidden).toBe(true);
        },
      ),
    );
  });

  it('says why, and repeats nothing of the value', () => {
    expect(judge(['db', 'password'], 'hunter2')).toEqual({
      hidden: true,
      by: 'name',
      why: 'the key ends with "password"',
    });
    expect(judge(['secrets', 'discord'], 'hunter2').why).toBe(
      'everything below "secrets" is a secret by its name',
    );
    expect(judge(['x'], 'redis://:hunter2@h')).toEqual({
      hidden: true,
      by: 'shape',
      why: 'the value looks like an address with user and password',
    });
    expect(judge(['mysql'], 'mia:hunter2').why).toBe('the value looks like user:password');
    expect(judge(['salt'], 'hunter2').why).toBe('the key ends with "salt", and the value is no common word');
    expect(judge(['a', 'key'], 'a8Xk2mP0q9Lz7Wv3').why).toBe(
      'the key ends with "key", and the value looks as if drawn by chance',
    );
    expect(judge(['motd'], 'hello')).toEqual({
      hidden: false,
      by: 'nothing',
      why: 'neither its name nor its value looks like a secret',
    });
    expect(judge(['messages', 'wrong-password'], 'That was the wrong password').by).toBe('name');
    expect(judge(['passwords', 'min-length'], 6).why).toBe('a number about secrets, such as a length');
    for (const { key, value, canary } of plantedSecrets('b'))
      expect(judge(key.split('.'), value).why).not.toContain(canary);
  });
});

describe('what is no secret', () => {
  it.each(
    `author authors pinned keyboard token-cost salt-lake passable bypass-permission tokens-per-kill compass passenger
    BattlePass.Level tokens.Display-Item Webhook.Name credentials.port password.enabled-for monkey keyframe turkey hotkey authoring salted
    spinning keystone donkey-spawn pass-rate battle-pass secretary tokenizer basic-author keep-keys`
      .trim()
      .split(/\s+/)
      .filter((key) => key !== 'password.enabled-for'),
  )('a text at %s', (key) => expect(isHidden(key, 'some text')).toBe(false));

  it.each([
    ['auth', 'mysql'],
    ['auth', true],
    ['auth', '/lobby'],
    ['authentication', 'NONE'],
    ['pin', 3],
    ['pin', '123'],
    ['structures.salt', 14_357_618],
    ['license', 'MIT'],
    ['license', 'All rights reserved'],
    ['passwordHash', 'SHA256'],
    ['salt', 'abc'],
    ['tokens', 250],
    ['key', 'minecraft:diamond_sword'],
    ['key', 'essentials.home.others'],
    ['key', '0a1b2c3d-0000-4000-8000-000000000001'],
    ['keys', 'DIAMOND_PICKAXE_OF_2024'],
    ['mysql', 'localhost:3306'],
    ['database', 'minecraft:world'],
    ['mysql', 'db1:33060'],
    ['mysql', 'root:%password%'],
    ['password', ''],
    ['password', null],
    ['token', false],
    ['messages.wrong-password', '&cWrong password!'],
    ['messages.password', 'Your password was changed today'],
    ['token.balance', '{PREFIX} &7Your balance is %tokens%'],
    ['passwords.min-length', 6],
    ['STATUS_LICENSE', 'Lizenz: {0}'],
    ['url', 'https://example.org/a?page=2&sort=name'],
    ['url', 'http://localhost:8080/path@2x'],
    ['url', 'jdbc:mysql://db1:3306/smp?useSSL=false'],
    ['mail', 'mailto:mia@example.org'],
    ['motd', 'Say /login <password>'],
    ['usage', '--password <password>'],
    ['url', 'https://x.test/?token=%token%'],
    ['format', '{player}: {message}'],
    ['x', '$2 for each kill'],
  ] as const)('%s: %j', (key, value) => expect(isHidden(key, value)).toBe(false));

  it('is whatever a person could have written in words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{2,9}$/), { minLength: 1, maxLength: 6 });
    const key = fc.constantFrom(
      'motd',
      'lore',
      'display-name',
      'world',
      'author',
      'keyboard',
      'messages.join',
    );
    fc.assert(fc.property(words, key, (judged, index) => !isHidden(index, judged.join(' '))));
  });
});

describe('the border of a rule', () => {
  it.each([
    [['pin'], '1234', true],
    [['salt'], 'abcd', true],
    [['salt'], 1234, true],
    [['auth'], 1234, false],
    [['auth'], 'abcd', true],
    [['auth'], 'abc', false],
    [['mysql'], 'mia:ab', false],
    [['mysql'], 'mia:abc', true],
    [['mysql'], 'mia:12345', false],
    [['mysql'], 'mia:123456', true],
    [['colour'], 'mia:abcdef', false],
    [['colour'], 'admin:abcdef', true],
    [['api-key'], 'two words', true],
    [['forgot-password'], 'three words here', false],
    [['db-password'], 'correct horse battery staple', true],
    [['password'], 'correct &horse %of% it', false],
    [['passwords', 'length'], 12, false],
    [['passwords', 'length'], '12', true],
    [['passwords', 'discord'], 12, true],
    [['key'], 'a8Xk2mP0q9L', false],
    [['key'], 'a8Xk2mP0q9Lz', true],
    [['key'], 'abcdefghijklmno=', true],
    [['key'], 'abcdefghijklmno', false],
    [['key'], 'a1a1a1a1a1a1a1a1', false],
    [[], 'hunter2', false],
    [[0], 'hunter2', false],
    [['password', 0, 1], 'hunter2', true],
    [['webhook', 'name'], 'x', false],
  ] as const)('%j: %j is hidden: %s', (path, value, hidden) =>
    expect(judge(path, value).hidden).toBe(hidden),
  );

  it('of numbers of any size', () => expect(judge(['password'], 12n).hidden).toBe(true));

  it('of names alone', () => {
    expect(isSecretKey(['secrets', 'discord'])).toBe(true);
    expect(isSecretKey(['webhook', 'name'])).toBe(false);
    expect(isSecretKey(['auth'])).toBe(false);
    expect(isSecretKey(['a', 'the-user-pass'])).toBe(true);
    expect(isSecretKey(['battle-pass'])).toBe(false);
    expect(isSecretKey([])).toBe(false);
  });
});

describe('a rule of operators', () => {
  const judged = judgeWith((path) =>
    path[0] === 'colour'
      ? { secret: true, why: 'line 1: a code' }
      : path[0] === 'token'
        ? { secret: false, why: 'line 2: an item' }
        : undefined,
  );
  it('comes before names, values and shapes, and is the reason', () => {
    expect(judged.judge(['colour'], 'red')).toEqual({ hidden: true, by: 'rule', why: 'line 1: a code' });
    expect(judged.judge(['token'], 'ghp_abcdefghijklmnop')).toEqual({
      hidden: false,
      by: 'rule',
      why: 'line 2: an item',
    });
    expect(judged.judge(['password'], 'x').by).toBe('name');
    expect(judged.judge(['colour'], '').hidden).toBe(false);
    expect([
      judged.isSecretKey(['colour']),
      judged.isSecretKey(['token']),
      judged.isSecretKey(['pw']),
      judged.isSecretKey(['a']),
    ]).toEqual([true, false, true, false]);
  });
});

describe('a file that is one secret', () => {
  it.each([
    'forwarding.secret',
    'a/forwarding.secret',
    'ssl/server.pem',
    'x.key',
    'id_ed25519',
    '.htpasswd',
    'keys.JKS',
  ])('%s', (file) => expect(isSecretFile(file)).toBe(true));
  it.each(['secret/config.yml', 'config.yml', 'keyboard.yml', 'key.yml', 'id_rsa.pub', 'pem'])(
    'is not %s',
    (file) => expect(isSecretFile(file)).toBe(false),
  );
});

describe('a text', () => {
  const hide = (text: string): string => withoutShapes(text, () => '#');

  it('loses every planted shape wherever it stands, and nothing of what is beside it', () => {
    for (const { key, value, canary } of plantedSecrets('c').filter(
      ({ value }) => shapeOf(value) !== undefined,
    ))
      for (const around of [
        (it: string) => it,
        (it: string) => `see "${it}" now`,
        (it: string) => `# ${it}`,
        (it: string) => `(${it})`,
      ]) {
        const shown = hide(around(value));
        expect(shown, key).not.toContain(canary);
        expect(shown.startsWith(around('\0').split('\0')[0]!.slice(0, 4))).toBe(true);
      }
    expect(hide('see https://mia:hunter2@db/x now')).toBe('see # now');
    expect(hide('nothing = here, mia@example.org')).toBe('nothing = here, mia@example.org');
  });

  it('is held to a quick look that no shape escapes', () => {
    for (const { value } of plantedSecrets('d'))
      if (shapeOf(value) !== undefined) expect(mayHaveShape(value)).toBe(true);
    const planted = plantedSecrets('e').map(({ value }) => value);
    const missing = SECRET_SHAPES.filter(
      ({ pattern }) => !planted.some((value) => value.search(pattern) >= 0),
    );
    const others = [
      '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----',
      `SK${'0a'.repeat(16)}`,
      `pypi-${'a1'.repeat(10)}`,
      `dop_v1_${'0a'.repeat(32)}`,
      `hvs.${'a1'.repeat(12)}`,
      `AGE-SECRET-KEY-1${'A1'.repeat(20)}`,
      '{SSHA}' + 'a1b2'.repeat(8),
      `pbkdf2_sha256$600000$${'a1'.repeat(20)}`,
    ];
    for (const text of others) expect(mayHaveShape(text) && shapeOf(text) !== undefined, text).toBe(true);
    expect(missing.filter(({ pattern }) => !others.some((text) => text.search(pattern) >= 0))).toEqual([]);
  });

  it('loses a key block over all its lines, ended or not', () => {
    const block = '-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----';
    expect(withoutBlocks(`x\n${block}\ny`, () => '#')).toBe('x\n#\ny');
    expect(withoutBlocks('x\n-----BEGIN PRIVATE KEY-----\nabc', () => '#')).toBe('x\n#');
  });

  it('of a log loses what stands behind the name of a secret', () => {
    const masked = (line: string): string => withoutNamedSecrets(line, () => '#');
    expect(masked('cannot log in with password: hunter2 at db1')).toBe(
      'cannot log in with password: # at db1',
    );
    expect(masked('db_password="hunter2", port=1')).toBe('db_password="#", port=1');
    expect(masked('auth: none')).toBe('auth: none');
    expect(masked('the token %token% is wrong')).toBe('the token %token% is wrong');
    expect(masked('mysql://mia:hunter2@db')).toBe('#');
  });

  it('speaks of a secret by whole words', () => {
    expect(mentionsSecret('my api key is x')).toBe(true);
    expect(mentionsSecret('the mysqlpassword')).toBe(true);
    expect(mentionsSecret('a monkey and a token-ring')).toBe(true);
    expect(mentionsSecret('a monkey with a compass')).toBe(false);
  });

  it('takes time that grows with its length, not faster', () => {
    for (const text of [
      'a='.repeat(50_000),
      'a:'.repeat(50_000),
      '://'.repeat(30_000),
      'mysql -'.repeat(15_000),
      '$2a$'.repeat(25_000),
    ])
      expect(typeof shapeOf(text.slice(0, 4_000))).toMatch(/string|undefined/);
  });
});
