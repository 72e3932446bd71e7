import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import { onHub } from '../on-hub.js';
import { showOperationEnd } from '../operation/follow-operation.js';
import { printDocument } from '../print-document.js';

/** Options of `asmp storage forget`. */
export interface ForgetFlags extends WaitFlags {
  readonly yes?: true;
}

/** Shows what lies under a key that is lost; with `--yes` has just that removed. @throws Error for a key under which nothing unreadable lies */
export function forgetKey(key: string, flags: ForgetFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const { unknownContents } = await hub.call('GET /api/v1/storage');
    const lost = unknownContents.find((one) => one.key === key);
    if (lost === undefined)
      throw new Error(
        unknownContents.length === 0
          ? `nothing lies under a key that the settings do not have, and so not under ${key}`
          : `nothing unreadable lies under ${key}; it does under ${unknownContents.map((one) => one.key).join(', ')}`,
      );
    if (flags.yes)
      return showOperationEnd(
        await hub.call('POST /api/v1/storage/forget', { body: lost }),
        hub,
        flags,
        terminal,
      );
    if (flags.json) printDocument(lost, terminal);
    else
      terminal.print(
        printable(`${lost.contents} contents lie under ${key}; they cannot be read without that key`),
      );
    terminal.message(
      'Nothing was removed. Is there a copy of the key anywhere, put it into storage.earlier_keys_file and all is as before; if not, --yes removes them.',
    );
    return EXIT.notSucceeded;
  });
}
