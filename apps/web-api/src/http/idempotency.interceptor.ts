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
import { storableAnswer } from './storable-answer.js';
import { KEYED_HASH } from './web-api.tokens.js';

const KEY = /^[\x21-\x7e]{1,128}$/;
const NEVER_STORED = Symbol('fields of an answer that are never kept');

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
    const stored = await this.keys.beginKeyedRequest(keyed, new Date());
    if (stored !== undefined) {
      void reply.status(stored.status).header('idempotency-replayed', 'true');
      if (stored.location !== undefined) void reply.header('location', stored.location);
      return of(stored.body ?? undefined);
    }
    const neverStored = this.reflector.get<readonly string[] | undefined>(NEVER_STORED, context.getHandler());
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        const location = reply.getHeader('location');
        const answer = {
          status: reply.statusCode,
          body: storableAnswer(body, neverStored ?? []),
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
  // A name may be given to another person later, who would get the answers of the one before
  return { key, actor: request.caller!.id, requestHash: hash(text) };
}

/** The id of what a keyed request makes. */
const idOf = ({ actor, key, requestHash }: KeyedRequest): string =>
  uuidOfText(JSON.stringify([actor, key, requestHash]));

/**
 * For routes that change something: a repeated request under the same Idempotency-Key has one effect.
 * @param neverStored fields of the answer, however deep, that hold a secret or the content of a file: the repeat gets the answer without them
 */
export const Idempotent = (...neverStored: readonly string[]): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    SetMetadata(NEVER_STORED, neverStored),
    RefusedWith('request.replayed', 'request.in-progress'),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Send the same key with a repeated request: it has one effect, and you get the first answer again' +
        (neverStored.length > 0 ? `, without ${neverStored.join(', ')}, which is kept nowhere. ` : '. ') +
        'The same key with another request is refused with 409 (request.replayed), and while the first is still being carried out, too ' +
        '(request.in-progress: send it again in a few seconds). Keys are kept for a day.',
    }),
  );
