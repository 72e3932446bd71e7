import fc from 'fast-check';
import { expect, it } from 'vitest';
import { actorName, MAX_ACTOR_NAME, readActorName } from './actor.js';

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
