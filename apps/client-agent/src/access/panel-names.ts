import { nameBytes, nameText, FileRefusal } from '@archivesmp/instance-files';

/** A panel shows this in the place of bytes that are no UTF-8; which bytes they were is lost. */
const LOST = '\ufffd';

/** A name as a panel lists it, in the text that paths are made of (`nameText`). */
export const textOfPanelName = (name: string): string => nameText(Buffer.from(name));

/**
 * A path as a panel is to be asked for it.
 * @throws {FileRefusal} when no panel could pass it on: a name that is not UTF-8
 */
export function panelPath(path: string): string {
  const names = path.split('/').map((part) => nameBytes(part)?.toString('utf8') ?? part);
  if (names.some((name) => name.includes(LOST)))
    throw new FileRefusal(
      'unreadable',
      'its name is not UTF-8, and the file manager of a panel cannot pass such a name on; an agent on the host can',
    );
  return names.join('/');
}
