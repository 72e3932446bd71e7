const TYPE = 0o170000;
const REGULAR = 0o100000;
const OTHERS = 0o007;
const GROUP = 0o070;

/**
 * What is wrong with the mode of a file that holds a secret, and the command that mends it; undefined when nothing is. Others may
 * never read it. Its group may where somebody else owns it: root hands keys to a service through its group. A pipe or a terminal keeps
 * nothing.
 * @param mode its type and permission bits. @param isOurs whether this process owns it
 */
export function tooWide(file: string, mode: number, isOurs: boolean): string | undefined {
  const excess = mode & (isOurs ? OTHERS | GROUP : OTHERS);
  if (excess === 0 || (mode & TYPE) !== REGULAR) return undefined;
  const who = (excess & OTHERS) === 0 ? 'its group' : 'every account of this machine';
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return `is open to ${who} (mode ${octal}); type: chmod ${isOurs ? '600' : '640'} ${file}`;
}
