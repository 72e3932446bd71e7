import { listenToEvents, type HubEvent } from './fleet-events.js';
import type { HubClient } from './hub-client.js';
import { HubUnreachable } from './hub-problem.js';

export interface Following<Value> {
  /** Reads the thing that is followed. */
  readonly read: (signal: AbortSignal) => Promise<Value>;
  /** Whether an event is about it: then it is read again at once. Left out: no events tell of it, and the clock alone wakes. */
  readonly concerns?: (event: HubEvent) => boolean;
  readonly isOver: (value: Value) => boolean;
  readonly signal?: AbortSignal;
  /** How often it is read while no events arrive, milliseconds. */
  readonly pollMs?: number;
  /** How long the hub may be unavailable before that is an error, milliseconds. */
  readonly unreachableTimeoutMs?: number;
}

const POLL_MS = 2_000;
/** Events are hints, and one can be lost; so it is read now and then although they arrive. */
const POLL_WHILE_LISTENING_MS = 10_000;
const UNREACHABLE_TIMEOUT_MS = 300_000;

/**
 * Yields a thing of the hub every time it may have moved, until it is over: woken by events, by the clock where none arrive. A
 * hub that restarts meanwhile is waited for.
 * @throws HubProblem when the hub refuses, HubUnreachable when it stays unavailable
 */
export async function* follow<Value>(hub: HubClient, following: Following<Value>): AsyncGenerator<Value> {
  const end = new AbortController();
  const signal =
    following.signal === undefined ? end.signal : AbortSignal.any([following.signal, end.signal]);
  const bell = new Bell();
  let isListening = false;
  const { concerns } = following;
  const listener = {
    receive: (event: HubEvent) => concerns?.(event) === true && bell.ring(),
    opened: () => {
      isListening = true;
      bell.ring();
    },
    lost: () => (isListening = false),
  };
  const listening =
    concerns === undefined
      ? Promise.resolve()
      : // The same refusal meets `read`, which tells it
        listenToEvents(hub, listener, signal).catch(() => (isListening = false));
  try {
    let lastAnswer = performance.now();
    for (;;) {
      const value = await following.read(signal).catch((error: unknown) => {
        const isUnreachable = error instanceof HubUnreachable;
        if (
          !isUnreachable ||
          performance.now() - lastAnswer > (following.unreachableTimeoutMs ?? UNREACHABLE_TIMEOUT_MS)
        )
          throw error;
        return undefined;
      });
      if (value !== undefined) {
        lastAnswer = performance.now();
        yield value;
        if (following.isOver(value)) return;
      }
      const pollMs = following.pollMs ?? POLL_MS;
      await bell.wait(isListening ? Math.max(pollMs, POLL_WHILE_LISTENING_MS) : pollMs, signal);
    }
  } finally {
    end.abort();
    await listening;
  }
}

/** Rung while nobody waits, it wakes the next who does. */
class Bell {
  private isRung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  /** @throws the reason of the signal */
  async wait(atMostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.isRung)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, atMostMs);
        this.wake = done;
        signal.addEventListener('abort', done, { once: true });
        if (signal.aborted) done();
      });
    this.wake = undefined;
    this.isRung = false;
    signal.throwIfAborted();
  }
}
