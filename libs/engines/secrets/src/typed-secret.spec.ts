import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './secret-shapes.js';
import { secretInSentence } from './typed-secret.js';

describe('a sentence that holds a secret', () => {
  it.each([
    'the password is hunter2',
    'Passwort: Sommer',
    'new pw=hunter2 from today',
    'use api key: 12345678',
    'das Kennwort lautet Sommer24',
    'log in with root:hunter2',
    'key a8Xk2mP0q9Lz7Wv3B1nQ from Mia',
  ])('%s', (text) => expect(secretInSentence(text)).toBeDefined());

  it('is one with every planted shape in it, and what is said of it repeats nothing', () => {
    for (const { value, canary } of plantedSecrets('s'))
      if (shapeOf(value) !== undefined) {
        expect(secretInSentence(`because of ${value} since today`)).toBeDefined();
        expect(secretInSentence(value)).not.toContain(canary);
      }
  });

  it.each([
    'respawning is off everywhere',
    'the password was changed',
    'the password is wrong',
    'token: renewed and checked',
    'event this weekend: 3 servers',
    'plan 3f2a9c0b7d41e6f85a3f2a9c0b7d41e6f85a3f2a9c0b7d41e6f85a3f2a9c0b',
    'admin: see the ticket',
    'at root:3306 it listens',
    'https://example.org/tickets/12?sort=age',
    'BENT01 moved to hetzner, asked by mia@example.org',
    'password: %password%',
    'token:write',
    'token:grafana-2',
    '',
  ])('is not: %s', (text) => expect(secretInSentence(text)).toBeUndefined());
});
