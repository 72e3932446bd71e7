import { button, count, make, redraw } from './make.js';
import { plannedFile } from './planned-file.js';

const RISKS = {
  players_online: 'Players',
  platform_mismatch: 'Platform',
  not_understood_target: 'Not understood',
  secret_involved: 'Secret',
  deletion: 'Deletion',
  instance_stopped: 'Stopped',
  plugin_not_installed: 'Not installed',
  would_not_load: 'Would not load',
  type_change: 'Other type',
  new_drift: 'New drift',
  fleet_rule: 'Rule over the fleet',
};

/** How many players are on an instance now, in words; what is not known is said. */
export const playersOf = (now) =>
  now?.players === undefined ? 'players online unknown' : `${count(now.players, 'player')} online now`;

/**
 * What a plan does to one instance, closed at first; `now`: how the instance stands at this moment; `read` gives what the contents
 * show, asked for when somebody opens it; `onRead` is called when it is on the screen: only then it can have been read.
 */
export function instanceDifferences(one, now, read, onRead) {
  const keys = one.files.reduce((sum, file) => sum + file.keys.length, 0);
  const about = [
    one.host,
    count(one.files.length, 'file'),
    keys > 0 && count(keys, 'key'),
    one.restart ? 'restart' : 'no restart',
    playersOf(now),
  ];
  const content = make('div', { role: 'status' });
  const element = make(
    'details',
    { class: 'instance', id: `differences-${one.instanceId}` },
    make(
      'summary',
      {},
      make('strong', {}, one.name),
      make('span', { class: 'about' }, about.filter(Boolean).join(' · ')),
      one.risks.length > 0 &&
        make('span', { class: 'badge hue-orange' }, `! ${count(one.risks.length, 'risk')}`),
    ),
    one.risks.length > 0 &&
      make(
        'ul',
        { class: 'risks' },
        one.risks.map(({ kind, message }) =>
          make('li', {}, make('strong', {}, `${RISKS[kind] ?? kind}: `), message),
        ),
      ),
    content,
  );
  let asked = false;
  const show = async () => {
    if (!element.open || asked) return;
    asked = true;
    redraw(content, make('p', { class: 'hint' }, 'The contents are being read …'));
    try {
      redraw(content, (await read()).files.map(plannedFile));
      onRead();
    } catch (error) {
      asked = false;
      redraw(
        content,
        make('p', { class: 'failure', role: 'alert' }, `The contents could not be read: ${error.message}`),
        button('Try again', show),
      );
    }
  };
  element.addEventListener('toggle', show);
  return element;
}

/** The same for somebody who may not see contents: what the plan itself names. */
export const plannedOnly = (one) => ({
  files: one.files.map((file) => ({
    ...file,
    what: whatOf(file),
    before: file.before === null ? undefined : { sha256: file.before },
    after: file.after === null ? undefined : { sha256: file.after },
    keys: file.keys.map((key) => ({ ...key, change: key.after === undefined ? 'removed' : 'changed' })),
    notes: file.keys.length > 0 ? [] : ['its contents are shown to the role operator'],
  })),
});

function whatOf({ kind, before, after, keys }) {
  if (kind === 'jar') return 'jar';
  if (after === null) return 'deleted';
  if (before === null) return 'new';
  return keys.length > 0 ? 'edited' : 'replaced';
}
