import { Problem } from '@archivesmp/contracts/problem';
import { uuidOfText } from '@archivesmp/digests';
import { IdempotencyKeys, type KeyedRequest } from '@archivesmp/history';
import {
  applyDecorators,
  Inject,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { catchError, from, mergeMap, of, type Observable } from 'rxjs';
import type { IdentifiedRequest } from './required-access.js';
import { RefusedWith } from './documents/refused-with.js';
import { keptAnswer } from './kept-answer.js';
import { KEYED_HASH } from './web-api.tokens.js';

const KEY = /^[\x21-\x7e]{1,128}$/;
const NEVER_KEPT = Symbol('fields of an answer that are never kept');

/**
 * A request that carries an Idempotency-Key has one effect however often it is sent: repeats get the first answer. What it makes
 * gets an id that follows from the key, so that even a hub that died between effect and answer makes nothing twice.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(IdempotencyKeys) private readonly keys: IdempotencyKeys,
    @Inject(Reflector) private readonly reflector: Reflector,
    // A request may hold a password, and rows with a hash that needs no key would let others try passwords against it
    @Inject(KEYED_HASH) private readonly hash: (text: string) => string,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const keyed = keyedRequest(http.getRequest<IdentifiedRequest>(), this.hash);
    if (keyed === undefined) return next.handle();
    http.getRequest<IdentifiedRequest>().idempotentId = idOf(keyed);
    const reply = http.getResponse<FastifyReply>();
    const kept = await this.keys.beginKeyedRequest(keyed, new Date());
    if (kept !== undefined) {
      void reply.status(kept.status).header('idempotency-replayed', 'true');
      if (kept.location !== undefined) void reply.header('location', kept.location);
      return of(kept.body ?? undefined);
    }
    const neverKept = this.reflector.get<readonly string[] | undefined>(NEVER_KEPT, context.getHandler());
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        const location = reply.getHeader('location');
        const answer = {
          status: reply.statusCode,
          body: keptAnswer(body, neverKept ?? []),
          ...(typeof location === 'string' && { location }),
        };
        await this.keys.recordKeyedAnswer(keyed, answer, new Date());
        return body;
      }),
      catchError((error: unknown) =>
        from(this.keys.forgetKeyedRequest(keyed)).pipe(
          mergeMap(() => {
            throw error;
          }),
        ),
      ),
    );
  }
}

function keyedRequest(request: IdentifiedRequest, hash: (text: string) => string): KeyedRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key))
    throw new Problem('request.invalid', 'Idempotency-Key has 1 to 128 visible ASCII characters.');
  const text = JSON.stringify([request.method, request.url, request.body ?? null]);
  // A name may be given to somebody else later, who would be told the answers of the one before
  return { key, actor: request.caller!.id, requestHash: hash(text) };
}

/** The id of what a keyed request makes. */
const idOf = ({ actor, key, requestHash }: KeyedRequest): string =>
  uuidOfText(JSON.stringify([actor, key, requestHash]));

/**
 * For routes that change something: a repeated request under the same Idempotency-Key has one effect.
 * @param neverKept fields of the answer, however deep, that hold a secret or the content of a file: the repeat gets the answer without them
 */
export const Idempotent = (...neverKept: readonly string[]): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    SetMetadata(NEVER_KEPT, neverKept),
    RefusedWith('request.replayed', 'request.in-progress'),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Send the same key with a repeated request: it has one effect, and you get the first answer again' +
        (neverKept.length > 0 ? `, without ${neverKept.join(', ')}, which is kept nowhere. ` : '. ') +
        'The same key with another request is refused with 409 (request.replayed), and while the first is still being carried out, too ' +
        '(request.in-progress: send it again in a few seconds). Keys are kept for a day.',
    }),
  );
