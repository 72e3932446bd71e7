import { describe, expect, it } from 'vitest';
import { SpelledNumber } from './legacy-value.js';
import { isSecretSetting } from './secret-leaf.js';

describe('credentials in old documents', () => {
  it.each(['Database.Password', 'mysql.pass', 'bot-token', 'API_KEY', 'discord.webhook-url', 'webhookURL2'])(
    '%s is one',
    (key) => {
      expect(isSecretSetting(key, 'hunter2')).toBe(true);
      expect(isSecretSetting(key, new SpelledNumber('12345'))).toBe(true);
      expect(isSecretSetting(key, '')).toBe(false);
    },
  );

  it.each(['Compass.RequireCompass', 'recovery_compass', 'bypass', 'password-length', '', 'key'])(
    '%s is none',
    (key) => expect(isSecretSetting(key, 'hunter2')).toBe(false),
  );

  it('are found in lists and maps, and by their shape', () => {
    expect(isSecretSetting('servers', new Map([['db', ['mysql://root:hunter2@db/x']]]))).toBe(true);
    expect(isSecretSetting('servers', new Map([['password', ['hunter2']]]))).toBe(true);
    expect(isSecretSetting('servers', ['a', new SpelledNumber('1')])).toBe(false);
  });
});
