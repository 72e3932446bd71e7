import { FleetEventStream } from '@archivesmp/bus';
import { LOG, type Log } from '@archivesmp/service-kit';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../access/required-access.js';
import { EventBroadcast } from './event-broadcast.js';
import { SseStream } from './sse-stream.js';

const BEAT_MS = 15_000;
/** Then the client has to come again, and its session or token is checked again. */
const LONGEST_MS = 10 * 60_000;

@ApiTags('events')
@Requires('viewer')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    @Inject(EventBroadcast) private readonly broadcast: EventBroadcast,
    @Inject(FleetEventStream) private readonly events: FleetEventStream,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Listen to events',
    description:
      'Server-sent events. Each is a hint that something changed; read it again to see what. Send the last id you saw as ' +
      'Last-Event-ID (browsers do it by themselves) to get what you missed. The stream ends every ten minutes: reconnect.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last event you saw' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async listen(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // A stream has no length to tell; a HEAD must not wait for its end.
    if (request.method === 'HEAD') return void reply.headers(STREAM_HEADERS).send();
    const lastId = request.headers['last-event-id'];
    const stream = new SseStream(reply.raw);
    // Joined before the past is read: nothing falls between both.
    const leave = this.broadcast.join(
      (event) => stream.push(event),
      () => stream.end(),
    );
    reply.raw.on('close', leave);
    try {
      const missed = await this.events.readEventsAfter(typeof lastId === 'string' ? lastId : undefined);
      reply.hijack();
      reply.raw.writeHead(200, { ...headersOf(reply), ...STREAM_HEADERS });
      reply.raw.write('retry: 3000\n\n');
      stream.begin(missed);
    } catch (error) {
      leave();
      throw error;
    }
    this.keepAlive(stream, reply);
    this.log.debug({ listeners: this.broadcast.size }, 'listener joined');
  }

  private keepAlive(stream: SseStream, reply: FastifyReply): void {
    const beat = setInterval(() => stream.beat(), BEAT_MS);
    const end = setTimeout(() => stream.end(), LONGEST_MS);
    reply.raw.on('close', () => {
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
