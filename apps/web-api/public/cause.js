import { small } from './elements.js';
import { make } from './make.js';
import { time } from './time.js';

/** Why a finding came up, in small words; nothing where nobody knows. */
const WORDS = {
  our_change: ({ deploymentId, isRollback }) => [
    isRollback ? 'put back by ' : 'written by ',
    make(
      'a',
      { href: `/deployments/${deploymentId}` },
      isRollback ? 'a roll back of ours' : 'a change of ours',
    ),
  ],
  at_start: ({ from }) => ['written by the server or a plugin at the start ', time(from)],
  start_between: ({ from, to }) => [
    'changed between ',
    time(from),
    ' and ',
    time(to),
    '; the server was started in between, so it may have been the server, a plugin or somebody',
  ],
  changed_between: ({ from, to }) => ['changed by others between ', time(from), ' and ', time(to)],
  desired_changed: ({ version }) => [
    version === undefined
      ? 'the baseline or a deviation changed'
      : `the baseline or a deviation changed (version ${version})`,
  ],
  update: ({ to }) => ['the plugin was updated before ', time(to)],
  first_look: () => ['seen at the first look'],
  unknown: () => [],
};

/** The cause of a finding, and how far a change that is under way has come. */
export function causeOf({ cause, rollingOut }) {
  const words = WORDS[cause.kind](cause);
  return [
    words.length > 0 && [document.createElement('br'), make('small', { class: 'cause' }, words)],
    rollingOut !== undefined && [
      document.createElement('br'),
      small(`rolling out ${rollingOut.done} of ${rollingOut.of}`),
    ],
  ].filter(Boolean);
}
