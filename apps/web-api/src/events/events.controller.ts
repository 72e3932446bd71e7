import { FleetEventStream } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import { LOG, type Log } from '@archivesmp/service-kit';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessChanges } from '../access/access-changes.js';
import { hasRole, type Caller } from '../http/caller.js';
import { IdentifyCaller } from '../access/identify-caller.js';
import { Requires, TheCaller } from '../http/required-access.js';
import { EventBroadcast } from '../http/event-broadcast.js';
import { SseStream } from './sse-stream.js';
import { RefusedWith } from '../http/documents/refused-with.js';

const BEAT_MS = 15_000;
/** A browser with many windows needs some; who asks for more holds connections for their own sake. */
const MOST_STREAMS = 20;
/** Then the client has to come again, and its session or token is checked again. */
const LONGEST_MS = 10 * 60_000;

@ApiTags('events')
@Requires('viewer')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    @Inject(EventBroadcast) private readonly broadcast: EventBroadcast,
    @Inject(FleetEventStream) private readonly events: FleetEventStream,
    @Inject(AccessChanges) private readonly accessChanges: AccessChanges,
    @Inject(IdentifyCaller) private readonly identify: IdentifyCaller,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Get()
  @RefusedWith('auth.rate-limited')
  @ApiOperation({
    operationId: 'eventsListen',
    summary: 'Listen to events',
    description:
      'Server-sent events. Each is a hint that something changed; read it again to see what. Send the last id you saw as ' +
      'Last-Event-ID (browsers do it by themselves) to get what you missed. The stream ends every ten minutes: reconnect. It ' +
      'also ends with your session or token; one person, or one token without a person, has up to 20 at once.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last event you saw' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async listen(
    @TheCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // A stream has no length to tell; a HEAD must not wait for its end.
    if (request.method === 'HEAD') return void reply.headers(STREAM_HEADERS).send();
    // A person makes as many tokens as they like
    const callerId = caller.person?.id ?? caller.id;
    if (this.broadcast.countListeners(callerId) >= MOST_STREAMS)
      throw new Problem(
        'auth.rate-limited',
        `You listen ${MOST_STREAMS} times already; end one of these streams.`,
        {
          retryAfterSeconds: BEAT_MS / 1_000,
        },
      );
    const lastId = request.headers['last-event-id'];
    const stream = new SseStream(reply.raw);
    // Joined before the past is read: nothing falls between both.
    const leave = this.broadcast.join({
      callerId,
      receive: (event) => stream.push(event),
      close: () => stream.endStream(),
    });
    reply.raw.on('close', leave);
    try {
      const missed = await this.events.readEventsAfter(typeof lastId === 'string' ? lastId : undefined);
      reply.hijack();
      reply.raw.writeHead(200, { ...headersOf(reply), ...STREAM_HEADERS });
      reply.raw.write('retry: 3000\n\n');
      stream.goLive(missed);
    } catch (error) {
      leave();
      throw error;
    }
    this.keepAlive(stream, request, reply);
    this.log.debug({ listeners: this.broadcast.size }, 'listener joined');
  }

  /** A stream lives no longer than the right to it. What cannot be looked up now is looked up at the next beat. */
  private async endWithAccess(stream: SseStream, request: FastifyRequest): Promise<void> {
    const caller = await this.identify.identifyCaller(request).catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) return undefined;
      return 'unknown' as const;
    });
    if (caller !== 'unknown' && (caller === undefined || !hasRole(caller, 'viewer'))) stream.endStream();
  }

  private keepAlive(stream: SseStream, request: FastifyRequest, reply: FastifyReply): void {
    const beat = setInterval(() => {
      stream.keepAlive();
      void this.endWithAccess(stream, request);
    }, BEAT_MS);
    const end = setTimeout(() => stream.endStream(), LONGEST_MS);
    const leave = this.accessChanges.listen(() => void this.endWithAccess(stream, request));
    reply.raw.on('close', () => {
      leave();
      clearInterval(beat);
      clearTimeout(end);
    });
  }
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** The security headers that were already set on the reply; a hijacked reply does not send them by itself. */
function headersOf(reply: FastifyReply): Record<string, string> {
  const set = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}
