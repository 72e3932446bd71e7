import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventFrames, type EventFrame } from './event-frames.js';

const word = fc.stringMatching(/^[a-z.-]{1,12}$/);
const frame = fc.record({ id: word, name: word, data: fc.json() });
const lineOf = ({ id, name, data }: EventFrame): string => `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`;

it('gives the frames that were sent, wherever the line is cut', () => {
  const sent = fc.tuple(fc.array(frame), fc.array(fc.nat(400)), fc.boolean());
  fc.assert(
    fc.property(sent, ([frames, cuts, beats]) => {
      const text = `retry: 3000\n\n${frames.map((one) => lineOf(one) + (beats ? ': still here\n\n' : '')).join('')}`;
      const offsets = [0, ...cuts.filter((index) => index < text.length).sort((a, b) => a - b), text.length];
      const reader = new EventFrames();
      const got = offsets.slice(1).flatMap((to, index) => reader.push(text.slice(offsets[index], to)));
      expect(got).toEqual(frames);
    }),
  );
});

it('joins lines of data, and keeps a frame until it is complete', () => {
  const reader = new EventFrames();
  expect(reader.push('id: 1\ndata: a\ndata: b\n')).toEqual([]);
  expect(reader.push('\nid: 2')).toEqual([{ id: '1', name: 'message', data: 'a\nb' }]);
});
