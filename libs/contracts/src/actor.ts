import { isUuid } from './uuid.js';

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
// Names of people hold no space, and labels no parentheses
const WITH_TOKEN = /^([^ ]+) \(token (.+)\)$/;

/**
 * The name of an actor wherever it is stored or shown: `mia`, `mia (token laptop)`, and `token:grafana` where the token
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

/** Names of this program and its parts as actors, and of an unknown actor. No person is called so. */
export const PROGRAM_ACTORS = [
  'agent',
  'archivesmp',
  'asmp',
  'backup',
  'client-agent',
  'deployment',
  'deployment-orchestrator',
  'drift-analysis',
  'hub',
  'nobody',
  'panel',
  'provision',
  'schedule',
  'system',
  'token',
  'web-api',
  'plugin-updater',
] as const;

export type ProgramActor = (typeof PROGRAM_ACTORS)[number];

/** Who asks for what is done by the clock. */
export const BY_SCHEDULE = 'schedule' satisfies ProgramActor;

/** Why no new person may be called so; undefined: they may. */
export function whyNoName(name: string): string | undefined {
  if (PROGRAM_ACTORS.some((one) => one === name.toLowerCase()))
    return `${name} is what a part of this program is called where it did something; call this person otherwise.`;
  return isUuid(name) ? `${name} looks like an id; call this person otherwise.` : undefined;
}

/** Why no new token may have this label; undefined: it may. */
export const whyNoLabel = (label: string): string | undefined =>
  isUuid(label)
    ? `${label} looks like the id of a token and could be mistaken for that token; choose another label.`
    : undefined;
