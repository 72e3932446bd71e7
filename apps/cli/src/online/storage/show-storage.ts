import type { StorageView } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';

/** Says how what rests in S3 is protected, and whether all of it is as the settings say. */
export function showStorage(flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const view = await hub.call('GET /api/v1/storage');
    const isAsSet = view.key !== undefined && otherThanSet(view) === 0 && unreadable(view) === 0;
    if (flags.json) printDocument(view, terminal);
    else for (const line of linesOf(view)) terminal.print(printable(line));
    return isAsSet ? EXIT.ok : EXIT.notSucceeded;
  });
}

function linesOf(view: StorageView): string[] {
  const { key, earlierKeys, unknownKeys, encrypts, snapshots, backups } = view;
  const rows = [
    ['', 'encrypted', 'under an earlier key', 'plain', 'under an unknown key'],
    ...[['snapshots', snapshots] as const, ['backups', backups] as const].map(
      ([name, { current, earlier, plain, unknown }]) => [
        name,
        ...[current, earlier, plain, unknown].map(String),
      ],
    ),
  ];
  const other = otherThanSet(view);
  return [
    key === undefined
      ? 'storage.key is not set: nothing is signed or encrypted, and what is altered in the bucket is believed'
      : `signed under the key ${key}, ${earlierKeys} earlier still read; new contents are ${encrypts ? 'encrypted' : 'not encrypted'}`,
    ...tableLines(rows),
    ...(other === 0 ? [] : [`${other} lie in another form than the settings say: asmp storage renew --wait`]),
    ...(unreadable(view) === 0
      ? []
      : [
          `${unreadable(view)} cannot be read: their key (${unknownKeys.join(', ')}) is neither storage.key nor among storage.earlier_keys; is it lost for good: asmp storage forget ${unknownKeys[0] ?? 'KEY'}`,
        ]),
  ];
}

const unreadable = ({ snapshots, backups }: StorageView): number => snapshots.unknown + backups.unknown;

const otherThanSet = ({ encrypts, snapshots, backups }: StorageView): number =>
  [snapshots, backups].reduce(
    (sum, { current, earlier, plain }) => sum + earlier + (encrypts ? plain : current),
    0,
  );
