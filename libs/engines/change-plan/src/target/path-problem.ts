const LONGEST_PATH = 1_024;
/** Bytes of one name on ext4, XFS and NTFS. */
const LONGEST_NAME = 255;
const MOST_FOLDERS = 64;
/** How names begin that an agent uses beside its targets while it swaps. */
const OF_AGENTS = /(^|\.)archivesmp-[0-9a-f]{8}-(new|old)(-|$)/;
/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\.|$)/i;
/** What no person sees, and what turns the direction of writing. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Why a path cannot name something below the folder it is relative to; undefined when it can. What a file already there is
 * called may be odd, but not this: agents, panels and the stores all take such a path.
 */
export function whyNotInside(path: string): string | undefined {
  if (path.includes('\0')) return 'its path holds a NUL character';
  if (path.startsWith('/')) return 'its path is absolute; it has to be relative to the server folder';
  const parts = path.split('/');
  if (parts.includes('..')) return 'its path leads out of the server folder';
  if (parts.includes('') || parts.includes('.')) return 'its path holds an empty part or a single dot';
  if (path.length > LONGEST_PATH) return `its path is longer than ${LONGEST_PATH} characters`;
  return undefined;
}

/** Why nothing is written at a path, whatever is there now; undefined when something may be. */
export function whyNotWritten(path: string): string | undefined {
  const outside = whyNotInside(path);
  if (outside !== undefined) return outside;
  if (path.includes('\\')) return 'its path holds a backslash; folders are separated by /';
  if (/\p{Cc}/u.test(path)) return 'its path holds a control character';
  const parts = path.split('/');
  if (/^[a-z]:/i.test(path)) return 'its path begins with a drive letter';
  if (parts.length > MOST_FOLDERS) return `it lies more than ${MOST_FOLDERS} folders deep`;
  if (parts.some((part) => bytesOf(part) > LONGEST_NAME))
    return `a part of its path is longer than ${LONGEST_NAME} bytes`;
  if (parts.some((part) => OF_AGENTS.test(part)))
    return 'its name is one that agents use while they change files';
  return undefined;
}

/** Why a new file is not given such a path; one that is there already keeps its name. Undefined: it is a good one. */
export function whyNotNamed(path: string): string | undefined {
  const parts = path.split('/');
  if (UNSEEN.test(path)) return 'its path holds an invisible character';
  if (parts.some((part) => /^\s|[\s.]$/u.test(part)))
    return 'a part of its path begins with a blank, or ends in a blank or a dot';
  if (parts.some((part) => DEVICES.test(part)))
    return 'a part of its path is a name that Windows keeps for a device';
  return undefined;
}

/** Bytes of a name on the disk: `%xE9` stands for one that is no text. */
const bytesOf = (text: string): number =>
  new TextEncoder().encode(text.replaceAll(/%x[0-9A-F]{2}/g, '?')).length;
