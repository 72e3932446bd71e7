import { EventFrames, type EventFrame } from './event-frames.js';
import { type HubClient, rest } from './hub-client.js';
import { HubProblem } from './hub-problem.js';

/** A hint that something changed: whoever cares reads again. */
export interface HubEvent {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Listener {
  /** Called for every event. */
  readonly receive: (event: HubEvent) => void;
  /** Called when the stream opens (again): what happened before it is known from nowhere else. */
  readonly opened: () => void;
  /** Called when it broke off; it is opened again by itself. */
  readonly lost: () => void;
}

const ADDRESS = '/api/v1/events';
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The hub says something every 15 s; a line that is quiet for longer is dead. */
const QUIET_MS = 40_000;

/**
 * Listens to the events of a hub until the signal ends it. Whenever the stream breaks off it is opened again, with the id of the
 * last event, so that what happened meanwhile is heard too.
 * @throws HubProblem when the hub refuses (no such token)
 */
export async function listenToEvents(hub: HubClient, listener: Listener, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const line = new QuietLine(signal);
    try {
      const answer = await hub.listen(ADDRESS, lastId, line.signal);
      pause = FIRST_PAUSE_MS;
      listener.opened();
      const frames = new EventFrames();
      const text = new TextDecoder();
      for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
        line.alive();
        for (const frame of frames.push(text.decode(piece, { stream: true }))) {
          if (frame.id !== '') lastId = frame.id;
          listener.receive(eventIn(frame));
        }
      }
    } catch (error) {
      if (error instanceof HubProblem && error.status < 500) throw error;
    } finally {
      line.endLine();
    }
    if (signal.aborted) return;
    listener.lost();
    await rest(pause, signal).catch(() => undefined);
  }
}

/** Aborts when nothing was heard for too long. */
class QuietLine {
  private readonly cut = new AbortController();
  readonly signal: AbortSignal;
  private timer: ReturnType<typeof setTimeout>;

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.cut.signal]);
    this.timer = this.startTimer();
  }

  alive(): void {
    this.endLine();
    this.timer = this.startTimer();
  }

  endLine(): void {
    clearTimeout(this.timer);
  }

  private startTimer(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.cut.abort(new Error('nothing was heard')), QUIET_MS);
  }
}

function eventIn({ id, name, data }: EventFrame): HubEvent {
  try {
    const parsed: unknown = JSON.parse(data);
    return {
      id,
      name,
      data: typeof parsed === 'object' && parsed !== null ? (parsed as HubEvent['data']) : {},
    };
  } catch {
    return { id, name, data: {} };
  }
}
