import type { HubClient } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { idAmong } from '../find-id.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { isValid, ownerText } from './token-standing.js';

/** Ends one token, named by its label or id, and what was made with it. */
export function revokeToken(named: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const { id, words } = await tokenNamed(hub, named);
    await hub.call('DELETE /api/v1/tokens/{id}', { path: { id } });
    if (flags.json) printDocument({ revoked: id }, terminal);
    else terminal.print(printable(`Revoked ${words}, and every token that was made with it.`));
    return EXIT.ok;
  });
}

/** @throws Error when no valid token that the caller may see is called so */
async function tokenNamed(hub: HubClient, named: string): Promise<{ id: string; words: string }> {
  const { tokens } = await hub.call('GET /api/v1/tokens');
  const valid = tokens.filter((one) => isValid(one, Date.now()));
  const isId = /^[0-9a-f]{4}[0-9a-f-]*$/i.test(named);
  const found = valid.find(({ label }) => label === named);
  if (found === undefined && !isId)
    throw new Error(`${named}: no valid token that you may see has this label; asmp token list shows them`);
  const id = found?.id ?? (await idAmong('token', named, () => Promise.resolve(valid)));
  const token = valid.find((one) => one.id === id);
  return { id, words: token === undefined ? id : `${token.label} (${ownerText(token)})` };
}
