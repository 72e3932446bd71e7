import fc from 'fast-check';
import { validateSync } from 'class-validator';
import { expect, it } from 'vitest';
import { CreateTokenRequest, CreateUserRequest } from './access.js';
import { actorName, MAX_ACTOR_NAME, PROGRAM_ACTORS, readActorName, whyNoLabel, whyNoName } from './actor.js';

it.each([
  [{ person: 'mia' }, 'mia'],
  [{ person: 'mia', token: 'laptop' }, 'mia (token laptop)'],
  [{ person: 'mia', token: 'agent x (2)' }, 'mia (token agent x (2))'],
  [{ token: 'grafana' }, 'token:grafana'],
])('%j is called %s, and read back so', (actor, name) => {
  expect(actorName(actor)).toBe(name);
  expect(readActorName(name)).toEqual(actor);
});

it('is one name for each, never longer than is kept', () => {
  const person = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{1,63}$/);
  const token = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9 ._@:+-]{0,62}[A-Za-z0-9])?$/);
  fc.assert(
    fc.property(person, token, (name, label) => {
      for (const actor of [{ person: name }, { person: name, token: label }, { token: label }]) {
        expect(readActorName(actorName(actor))).toEqual(actor);
        expect(actorName(actor).length).toBeLessThanOrEqual(MAX_ACTOR_NAME);
      }
    }),
  );
});

it.each([...PROGRAM_ACTORS, 'Hub', '8e2a142e-5b7e-4c0a-9d53-2f8a6d1b7e44'])(
  'no person may be called %s',
  (name) => expect(whyNoName(name)).toContain(`${name} `),
);

it.each(['mia', 'hubert', 'backup.ops'])('a person may be called %s', (name) =>
  expect(whyNoName(name)).toBeUndefined(),
);

it('no label is that of an id', () => {
  expect(whyNoLabel('8E2A142E-5b7e-4c0a-9d53-2f8a6d1b7e44')).toContain('looks like the id of a token');
  expect(whyNoLabel('8e2a142e')).toBeUndefined();
});

it.each(['admin (token mia)', '(token mia)', 'mia)', 'a\u200bb', 'a\nb', 'a\u202eb', 'mia\u00a0b', ' mia'])(
  'neither a token nor a person is called %j, which would look like another name',
  (text) => {
    const token = Object.assign(new CreateTokenRequest(), { label: text, scopes: ['read'] });
    expect(validateSync(token).map(({ property }) => property)).toEqual(['label']);
    const person = { name: text, password: 'a long password', role: 'viewer' };
    expect(
      validateSync(Object.assign(new CreateUserRequest(), person)).map(({ property }) => property),
    ).toEqual(['name']);
  },
);
