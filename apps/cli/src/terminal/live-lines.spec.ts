import { expect, it } from 'vitest';
import { cutToWidth, liveLines } from './live-lines.js';

function screen(columns: number, rows: number) {
  const written: string[] = [];
  const stream = {
    columns,
    rows,
    write: (text: string) => written.push(text),
  } as unknown as NodeJS.WriteStream;
  return { live: liveLines(stream), written };
}

it('draws over what it drew before, and leaves nothing behind', () => {
  const { live, written } = screen(80, 24);
  live.show(['one', 'two']);
  live.show(['three']);
  live.done();
  live.done();
  expect(written).toEqual(['\r\u001b[Jone\ntwo\n', '\r\u001b[2A\u001b[Jthree\n', '\r\u001b[1A\u001b[J']);
});

it('draws no more lines than fit, and none that would wrap', () => {
  const { live, written } = screen(5, 3);
  live.show(['123456', 'b', 'c', 'd']);
  expect(written).toEqual(['\r\u001b[J1234\nb\n']);
});

it.each([
  ['plain', 3, 'pla'],
  ['short', 9, 'short'],
  ['\u001b[32mgreen\u001b[39m', 5, '\u001b[32mgreen\u001b[39m'],
  ['\u001b[32mgreen\u001b[39m', 2, '\u001b[32mgr\u001b[0m'],
  ['😀😀😀', 2, '😀😀'],
])('cuts %j at %i', (line, width, cut) => expect(cutToWidth(line, width)).toBe(cut));
