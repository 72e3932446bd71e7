// Made from libs/contracts/src/cause-words.ts by "npm run tables"; change it there.
/**
 * Why a finding came up, in the words that people read wherever it is shown; nothing where that is unknown. The shared cause of
 * several findings has no deployment or version where they differ, and spans all their times.
 */
export function causeWords({ kind, deploymentId, isRollback, from, to, version }) {
  const span = from === undefined || to === undefined ? [] : [' (', { time: from }, ' – ', { time: to }, ')'];
  switch (kind) {
    case 'our_change':
      if (isRollback === true)
        return deploymentId === undefined
          ? ['put back by rollbacks of ours']
          : ['put back by our rollback ', { deploymentId }];
      return deploymentId === undefined
        ? ['written by deployments of ours']
        : ['written by our deployment ', { deploymentId }];
    case 'at_start':
      return ['rewritten by the server or a plugin at a start', ...span];
    case 'start_between':
      return [
        'changed in between',
        ...span,
        '; the server was started in between, so it may have been the server, a plugin or a person',
      ];
    case 'changed_between':
      return ['changed in between', ...span, ', not known by whom: by hand, a command or a running plugin'];
    case 'desired_changed':
      return [`new baseline or deviation${version === undefined ? '' : ` (version ${version})`}`];
    case 'update':
      return ['the plugin was updated in between', ...span];
    case 'first_look':
      return ['never seen before'];
    default:
      return [];
  }
}
/** The same as plain text. @param timeText how a time (ISO 8601) reads */
export const causeText = (cause, timeText) =>
  causeWords(cause)
    .map((piece) =>
      typeof piece === 'string' ? piece : 'time' in piece ? timeText(piece.time) : piece.deploymentId,
    )
    .join('');
