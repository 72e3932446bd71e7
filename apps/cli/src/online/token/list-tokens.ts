import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeText } from '../time-text.js';
import type { TokenListFlags } from './token-flags.js';
import { isValid, ownerText, powerText, tokenStatusText } from './token-status.js';

/** Tokens that the caller may see, newest first. */
export function listTokens(flags: TokenListFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const list = await hub.call('GET /api/v1/tokens');
    if (flags.json) {
      printDocument(list, terminal);
      return EXIT.ok;
    }
    const now = Date.now();
    const valid = list.tokens.filter((one) => isValid(one, now));
    const rows = (flags.all ? list.tokens : valid).map((one) => [
      one.id.slice(0, 8),
      one.label,
      ownerText(one),
      powerText(one),
      tokenStatusText(one, now),
      one.lastUsedAt === undefined ? 'never used' : `used ${timeText(one.lastUsedAt)}`,
      `made by ${one.createdBy}`,
    ]);
    const head = ['id', 'label', 'whose', 'may now', 'valid', 'last use', ''];
    if (rows.length > 0) for (const line of tableLines([head, ...rows])) terminal.print(printable(line));
    const left = list.tokens.length - rows.length;
    if (rows.length === 0) terminal.message('No token that you may see is valid.');
    if (left > 0) terminal.message(`Left out, as revoked or expired: ${left}; --all shows them.`);
    return EXIT.ok;
  });
}
