/** Who did something: a person, a person with a token of theirs, or a token that belongs to a program. */
export interface Actor {
  /** Name of the person. */
  readonly person?: string;
  /** Label of the token that was used. */
  readonly token?: string;
}

/** The longest that `actorName` makes of a name and a label of 64 characters each. */
export const MAX_ACTOR_NAME = 137;

/** What the API document says of a field that holds an `actorName`. */
export const ACTOR_WORDS =
  'Who did it: a person, a person with the token that they used, or token:<label> of a program';

const OF_A_PROGRAM = 'token:';
// because: names of people hold no space, and labels no parentheses
const WITH_TOKEN = /^([^ ]+) \(token (.+)\)$/;

/**
 * How whoever did something is called wherever it is kept and shown: `mia`, `mia (token laptop)`, and `token:grafana` where the token
 * belongs to no person.
 */
export function actorName({ person, token }: Actor): string {
  if (token === undefined) return person ?? '';
  return person === undefined ? `${OF_A_PROGRAM}${token}` : `${person} (token ${token})`;
}

/** What `actorName` was made of; a name alone is that of a person, or of a part of the program. */
export function readActorName(name: string): Actor {
  if (name.startsWith(OF_A_PROGRAM)) return { token: name.slice(OF_A_PROGRAM.length) };
  const [, person, token] = WITH_TOKEN.exec(name) ?? [];
  return person === undefined || token === undefined ? { person: name } : { person, token };
}
