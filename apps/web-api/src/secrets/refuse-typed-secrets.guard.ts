import { Problem, type FieldError } from '@archivesmp/contracts/problem';
import { secretInSentence } from '@archivesmp/secrets';
import { isParsed } from '@archivesmp/service-kit';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Fields that people write for people, wherever they stand in a request; all others carry configuration or choose something. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'title',
  'reason',
  'comment',
  'note',
  'label',
  'name',
  'owner',
  'description',
]);

/** Holds what is written into a configuration, whose keys may be called anything. */
const OF_CONFIGURATION = 'value';

/**
 * A secret in a title or a reason is seen by every reader, stays in the audit for years and is sent to other programs: it is refused
 * before anything of it is stored, with the field named and nothing repeated.
 */
@Injectable()
export class RefuseTypedSecrets implements CanActivate {
  /** @throws Problem `request.invalid` with every field that looks as if it held a secret */
  canActivate(context: ExecutionContext): true {
    const { body, query } = context.switchToHttp().getRequest<FastifyRequest>();
    const errors = [...typedSecrets(body), ...typedSecrets(query)];
    if (errors.length > 0)
      throw new Problem('request.invalid', 'A secret was written where every reader sees it.', { errors });
    return true;
  }
}

/** What is wrong with the fields of a request, each with its place. */
export function typedSecrets(value: unknown, path = ''): FieldError[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => typedSecrets(item, `${path}[${index}]`));
  // A pack is a stream, which holds no words of people and leads back to itself
  if (!isParsed(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): FieldError[] => {
    if (key === OF_CONFIGURATION) return [];
    const field = path === '' ? key : `${path}.${key}`;
    if (typeof inner !== 'string') return typedSecrets(inner, field);
    const secretKind = FOR_PEOPLE.has(key) ? secretInSentence(inner) : undefined;
    return secretKind === undefined ? [] : [{ field, message: typedSecretText(secretKind) }];
  });
}

/** What is wrong with a text for people that holds a secret, and what puts it right. */
export const typedSecretText = (secretKind: string): string =>
  `looks as if it held a secret (${secretKind}), and every reader may see it; write it without, and change the secret if it is a real one`;
