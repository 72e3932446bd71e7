import type { FleetEvent } from '@archivesmp/contracts/events';
import { describe, expect, it } from 'vitest';
import { isLater, SseStream } from './sse-stream.js';

const event = (id: string): FleetEvent<'drift.scan.requested'> => ({
  id,
  name: 'drift.scan.requested',
  at: '2026-01-01T00:00:00.000Z',
  data: { scanId: `scan-${id}` },
});

function sink() {
  const state = { text: '', ended: false, destroyed: false, writableLength: 0 };
  return Object.assign(state, {
    write: (text: string) => void (state.text += text),
    end: () => void (state.ended = true),
    destroy: () => void (state.destroyed = true),
  });
}

const idsIn = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);

describe('a stream of events', () => {
  it('sends what was missed before what came meanwhile, each once', () => {
    const to = sink();
    const stream = new SseStream(to);
    stream.push(event('3-0'));
    stream.push(event('4-0'));
    expect(to.text).toBe('');
    stream.goLive([event('1-0'), event('2-5'), event('3-0')]);
    stream.push(event('5-0'));
    stream.push(event('5-0'));
    expect(idsIn(to.text)).toEqual(['1-0', '2-5', '3-0', '4-0', '5-0']);
  });

  it('writes an event as one frame with its data as JSON', () => {
    const to = sink();
    const stream = new SseStream(to);
    stream.goLive([event('1-0')]);
    expect(to.text).toBe(
      'id: 1-0\nevent: drift.scan.requested\ndata: {"name":"drift.scan.requested","at":"2026-01-01T00:00:00.000Z","scanId":"scan-1-0"}\n\n',
    );
  });

  it('cuts off a client that does not read, and writes nothing more to it', () => {
    const to = sink();
    const stream = new SseStream(to, 10);
    stream.goLive([]);
    to.writableLength = 11;
    stream.push(event('1-0'));
    expect(to.destroyed).toBe(true);
    const sent = to.text;
    stream.push(event('2-0'));
    stream.keepAlive();
    expect(to.text).toBe(sent);
  });

  it('cuts off a client for which too much happens before it is served', () => {
    const to = sink();
    const stream = new SseStream(to);
    for (let n = 0; n <= 1000; n++) stream.push(event(`${n}-0`));
    expect(to.destroyed).toBe(true);
  });

  it.each([
    ['2-0', '1-9', true],
    ['10-0', '9-0', true],
    ['1-10', '1-9', true],
    ['1-0', '1-0', false],
    ['0-1', '1-0', false],
  ])('orders ids as numbers: %s after %s is %s', (a, b, later) => expect(isLater(a, b)).toBe(later));
});
