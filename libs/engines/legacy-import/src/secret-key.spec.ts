import { describe, expect, it } from 'vitest';
import { looksSecret } from './secret-key.js';

describe('keys that look like a credential', () => {
  it.each([
    'Database.Password',
    'mysql.pass',
    'bot-token',
    'botToken',
    'API_KEY',
    'apiKey',
    'discord.webhook-url',
    'webhookURL2',
    'forwarding-secret',
  ])('%s', (key) => expect(looksSecret(key)).toBe(true));

  it.each([
    'Compass.RequireCompass',
    'recovery_compass',
    'bypass',
    'password.enabled',
    'tokens',
    'password-length',
    '',
    'key',
  ])('%s is none', (key) => expect(looksSecret(key)).toBe(false));
});
