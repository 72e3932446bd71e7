import { causeWords } from './cause-words.js';
import { small } from './elements.js';
import { make } from './make.js';
import { time } from './time.js';

/** A piece of what is said of a cause, as it is shown. */
const shown = (piece) =>
  typeof piece === 'string'
    ? piece
    : piece.time === undefined
      ? make('a', { href: `/deployments/${piece.deploymentId}` }, piece.deploymentId.slice(0, 8))
      : time(piece.time);

/**
 * The cause of a finding or of alike ones, where it is known, how far a change that is under way has come, and whether the file was written
 * after it was judged.
 */
export function causeOf({ cause, rollingOut, writtenSince }) {
  const words = cause === undefined ? [] : causeWords(cause);
  return [
    words.length > 0 && [document.createElement('br'), make('small', { class: 'cause' }, words.map(shown))],
    rollingOut !== undefined && [
      document.createElement('br'),
      small(`rolling out ${rollingOut.done} of ${rollingOut.of}`),
    ],
    writtenSince !== undefined && [
      document.createElement('br'),
      make('small', {}, [
        'its file was written since by ',
        make(
          'a',
          { href: `/deployments/${writtenSince.deploymentId}` },
          writtenSince.deploymentId.slice(0, 8),
        ),
        ' and waits for the next scan',
      ]),
    ],
  ].filter(Boolean);
}
