import { readActorName } from '@archivesmp/contracts/actor';
import { fromJson } from '../database/column-text.js';

/**
 * In whose name something was done, from what the seal covers: the person that the detail names, or who was logged in, or whose
 * token it was. undefined: a program or a part of this one, or a caller that only gave a name.
 */
export function personOf({
  actor,
  detail,
}: {
  readonly actor: string;
  readonly detail: string;
}): string | undefined {
  const recorded = fromJson<{ person?: unknown; via?: unknown }>(detail);
  if (typeof recorded?.person === 'string') return recorded.person;
  const { person, token } = readActorName(actor);
  return token !== undefined || recorded?.via === 'session' ? person : undefined;
}
