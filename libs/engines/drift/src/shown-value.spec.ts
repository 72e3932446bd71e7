import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { nodeOf, type PlainValue } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, show } from './shown-value.js';

const shown = (value: PlainValue, ...path: (string | number)[]) =>
  show(nodeOf(value), path, { judge: BY_NAME_AND_SHAPE }).value;

describe('what may be shown', () => {
  it.each([
    ['password'],
    ['mysql', 'user-password'],
    ['database', 'pass'],
    ['SSL', 'Key_pass'],
    ['BotToken'],
    ['discord', 'token', 'value'],
    ['secrets', 'discord'],
    ['jwt', 'secret'],
    ['lobfile', 'api-key'],
    ['forwarding-secret'],
    ['list', 'passwords', 0],
    ['Webhook'],
    ['mysql', 'password2'],
    ['api-key-3'],
  ])('masks %j %j', (...path) => {
    expect(shown('hunter2', ...path)).toBe(MASK);
    expect(shown(12345, ...path)).toBe(MASK);
  });

  it.each([
    ['BattlePass', 'Level', 'Up'],
    ['shop', 'Max-Tokens'],
    ['Tokens', 'Display-Item', 'Material'],
    ['Webhook', 'Name'],
    ['credentials', 'port'],
    ['compass'],
    ['passenger'],
  ])('shows %j %j', (...path) => {
    expect(shown('text', ...path)).toBe('text');
  });

  it('masks values that give themselves away', () => {
    for (const value of [
      'jdbc:mysql://user:hunter2@host/db',
      'https://host/x?token=hunter2',
      'https://discord.com/api/webhooks/123/abc',
      'ghp_abcdefghijklmnop123456',
      `${'M'.repeat(24)}.Gabcde.${'x'.repeat(30)}`,
    ])
      expect(shown(value, 'anything')).toBe(MASK);
    expect(shown({ a: [{ url: 'redis://me:pw@host' }] })).toEqual({ a: [{ url: MASK }] });
  });

  it('shows that a secret is empty or switched off', () => {
    expect([shown('', 'password'), shown(null, 'password'), shown(false, 'token')]).toEqual([
      '',
      null,
      false,
    ]);
  });

  it('never lets a text below a secret map through, at any depth', () => {
    const key = fc.constantFrom('a', 'b', 'x y', 'deep');
    const { tree } = fc.letrec<{ tree: PlainValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constant('hunter2'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom('secrets', 'passwords', 'api-keys', 'accessTokens'),
        (value, name) => {
          expect(JSON.stringify(shown({ [name]: value }))).not.toContain('hunter2');
          expect(JSON.stringify(shown(value, 'config', name))).not.toContain('hunter2');
        },
      ),
    );
  });

  it('hashes exactly what it masks', () => {
    const hash = (text: string): string => `#${text}`;
    expect(show(nodeOf({ a: 1 }), [], { judge: BY_NAME_AND_SHAPE, hash }).hash).toBeUndefined();
    expect(show(nodeOf({ password: 'x' }), [], { judge: BY_NAME_AND_SHAPE, hash }).hash).toBe(
      '#{"password":"x"}',
    );
    expect(show(nodeOf([1, { password: 'x' }]), [], { judge: BY_NAME_AND_SHAPE, hash }).hash).toBe(
      '#[n1,{"password":"x"}]',
    );
  });
});
