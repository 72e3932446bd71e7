import { expect, it } from 'vitest';
import { noBackups } from './show-backups.js';

it('an empty list of backups says when the first ones come, and of a deployment why there are none', () => {
  expect(noBackups({})).toMatch(/^No backups yet: .* within ten minutes .* asmp backup take/);
  expect(noBackups({ plugin: 'CMI' })).toMatch(/^No backups of CMI yet: /);
  expect(noBackups({ deployment: '7c1e' })).toContain('nothing had to be written');
});
