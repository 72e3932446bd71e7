import { setImmediate as breathe } from 'node:timers/promises';
import { type FieldError, Problem } from '@archivesmp/contracts/problem';
import type { FastifyInstance } from 'fastify';
import { isParsed } from './is-parsed.js';

/** About 10 ms of work; between two pieces others get a turn. */
const PIECE = 50_000;
/** Deeper than any configuration file; what walks a value by calling itself would run out of stack at some thousands. */
const DEEPEST = 100;
/** A sender with more mistakes than this is not helped by more. */
const ENOUGH_MISTAKES = 20;

/**
 * Refuses every request with a text that no database, file or terminal can keep as it is: half of a character (a surrogate without
 * its other half) or a NUL, in the address, the query, or anywhere in a JSON body; and with a value that is nested too deeply to be walked. Bodies that are kept to the byte are none of its
 * business. One place for every route of every service, before any of them runs.
 */
export function refuseBrokenText(server: FastifyInstance): void {
  server.addHook('preValidation', async (request) => {
    for (const [subject, value] of [
      ['address', request.params],
      ['query', request.query],
      ['body', request.body],
    ] as const) {
      const errors = await brokenTexts(value);
      if (errors.length === 0) continue;
      const { field, message } = errors[0]!;
      throw new Problem('request.invalid', `The ${subject} is not valid. ${field || subject}: ${message}.`, {
        errors,
      });
    }
  });
}

/** Where the broken texts of a value are, with what is wrong; of a name that is broken itself only the location is given. */
export async function brokenTexts(value: unknown): Promise<FieldError[]> {
  const wrong: FieldError[] = [];
  const rest: { readonly location: string; readonly value: unknown; readonly depth: number }[] = [
    { location: '', value, depth: 0 },
  ];
  for (let checked = 1; rest.length > 0 && wrong.length < ENOUGH_MISTAKES; checked++) {
    if (checked % PIECE === 0) await breathe();
    const { location, value, depth } = rest.pop()!;
    if (typeof value === 'string') {
      const message = whatIsBroken(value);
      if (message !== undefined) wrong.push({ field: location, message });
    } else if (isParsed(value)) {
      if (depth > DEEPEST)
        return [{ field: outline(location), message: `is nested more than ${DEEPEST} deep` }];
      for (const [name, inner] of Object.entries(value)) {
        const message = whatIsBroken(name);
        if (message === undefined)
          rest.push({
            location: location === '' ? name : `${location}.${name}`,
            value: inner,
            depth: depth + 1,
          });
        else wrong.push({ field: location, message: `the name of a field ${message}` });
      }
    }
  }
  return wrong;
}

const OUTLINE = 80;
/** The beginning of the location of something deep. */
const outline = (location: string): string =>
  location.length <= OUTLINE ? location : `${location.slice(0, OUTLINE)}…`;

function whatIsBroken(text: string): string | undefined {
  if (!text.isWellFormed()) return 'holds half of a character (a lone surrogate)';
  return text.includes('\0') ? 'holds a NUL character' : undefined;
}
