import { count, line, make, table } from './make.js';

const RISKS = {
  players_online: 'Players',
  platform_mismatch: 'Platform',
  not_understood_target: 'Not understood',
  secret_involved: 'Secret',
  deletion: 'Deletion',
  instance_stopped: 'Stopped',
  plugin_not_installed: 'Not installed',
  would_not_load: 'Would not load',
};

/** How many players are on an instance now, in words; what is not known is said. */
export const playersOf = (now) =>
  now?.players === undefined ? 'players online unknown' : `${count(now.players, 'player')} online now`;

/** What a plan does to one instance, closed at first; `now`: how the instance stands at this moment. */
export function instanceDifferences(one, now) {
  const keys = one.files.reduce((sum, file) => sum + file.keys.length, 0);
  const about = [
    one.host,
    count(one.files.length, 'file'),
    keys > 0 && count(keys, 'key'),
    one.restart ? 'restart' : 'no restart',
    playersOf(now),
  ];
  return make(
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
    one.files.map(fileDifferences),
  );
}

function fileDifferences(file) {
  return make(
    'section',
    { class: 'file' },
    make('h3', {}, make('code', {}, file.path), ' ', make('small', {}, wholeFile(file))),
    file.keys.length > 0 &&
      table(
        `Keys of ${file.path}`,
        ['Key', 'Is now', 'Will be', 'Because'],
        file.keys.map(({ path, before, after, because }) =>
          line([
            make('code', {}, path.length > 0 ? path.join(' › ') : '(whole file)'),
            before === undefined ? make('em', {}, 'not there') : make('code', { class: 'was' }, before),
            after === undefined ? make('em', {}, 'taken out') : make('code', { class: 'will' }, after),
            because,
          ]),
        ),
      ),
  );
}

function wholeFile({ before, after, kind, keys }) {
  if (after === null) return 'the file is deleted';
  if (before === null) return 'a new file';
  if (kind === 'jar') return 'the JAR is replaced';
  return keys.length > 0 ? '' : 'the whole content is replaced';
}
