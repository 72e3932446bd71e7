import { BY_SCHEDULE, readActorName, type ProgramActor } from '@archivesmp/contracts/actor';
import type { Operation } from '@archivesmp/history';

/** For the audit: who asked for an operation, and in whose name that was, where it was a person. */
export function askedBy(operation: Pick<Operation, 'requestedBy'> | undefined): {
  readonly actor: string;
  readonly inTheNameOf: { readonly person?: string };
} {
  const actor = operation?.requestedBy ?? ('backup' satisfies ProgramActor);
  const { person } = readActorName(actor);
  const isPerson = person !== undefined && operation !== undefined && actor !== BY_SCHEDULE;
  return { actor, inTheNameOf: isPerson ? { person } : {} };
}
