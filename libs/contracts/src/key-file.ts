const TYPE = 0o170000;
const REGULAR = 0o100000;
const OTHERS = 0o007;
const GROUP = 0o070;
const GROUP_CHANGES = 0o020;

/** Who owns a file: this process, root, or another account. */
export type FileOwner = 'us' | 'root' | 'another';

/** @param uid of the file. @param ours that of this process; undefined where the system has none */
export function fileOwner(uid: number, ours: number | undefined): FileOwner {
  if (uid === ours) return 'us';
  return uid === 0 || ours === undefined ? 'root' : 'another';
}

/**
 * What is wrong with the mode of a file that holds a secret, and the command that mends it; undefined when nothing is. Others may
 * never read it, and no other account may own it, which could change it. Its group may read it, and never change it, where root owns
 * it: root hands keys to a service through its group. A pipe or a terminal keeps nothing.
 * @param mode its type and permission bits. @param owner who owns it
 */
export function tooWide(file: string, mode: number, owner: FileOwner): string | undefined {
  if ((mode & TYPE) !== REGULAR) return undefined;
  if (owner === 'another')
    return `belongs to another account, which can change it; type: chown root ${file}, or give it to the account of this program`;
  const isOurs = owner === 'us';
  const excess = mode & (OTHERS | (isOurs ? GROUP : GROUP_CHANGES));
  if (excess === 0) return undefined;
  const who = (excess & OTHERS) === 0 ? 'its group' : 'every account of this machine';
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  const remedy = isOurs
    ? `type: chmod 600 ${file}`
    : `type: chown root:GROUP ${file} && chmod 640 ${file} (GROUP: a group that this program's account is in)`;
  return `is open to ${who} (mode ${octal}); ${remedy}`;
}
