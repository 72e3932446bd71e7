import { expect, it } from 'vitest';
import { HOST_NAME } from './host-name.js';

it('is nothing that an address loses or splits', () => {
  for (const name of ['ovh', 'node-1', 'a.b', '...', '.ovh', 'x'.repeat(64)]) expect(name).toMatch(HOST_NAME);
  for (const name of ['', '.', '..', 'a b', 'a/b', 'a?', '%2e', 'x'.repeat(65)])
    expect(name).not.toMatch(HOST_NAME);
});
