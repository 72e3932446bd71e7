import type { HubClient, TokenView } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { beginningSo, idAmong, refuseTwoReadings } from '../find-id.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { isValid, ownerText } from './token-status.js';

/** Ends one token, named by its label or id, and what was made with it. */
export function revokeToken(named: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const token = await tokenNamed(hub, named);
    await hub.call('DELETE /api/v1/tokens/{id}', { path: { id: token.id } });
    if (flags.json) printDocument({ revoked: token.id, label: token.label }, terminal);
    else terminal.print(printable(`Revoked ${wordsOf(token)}, and every token that was made with it.`));
    return EXIT.ok;
  });
}

/**
 * @throws Error when no valid token that the caller may see is called so; or when one has this id and another this label: the person
 * who labelled theirs so may want the wrong one to be revoked
 */
async function tokenNamed(hub: HubClient, named: string): Promise<TokenView> {
  const { tokens } = await hub.call('GET /api/v1/tokens');
  const valid = tokens.filter((one) => isValid(one, Date.now()));
  const byId = beginningSo(named, tokens);
  const byLabel = valid.filter(({ label }) => label === named);
  refuseTwoReadings(
    named,
    byId.map((one) => ({ id: one.id, words: `the token ${wordsOf(one)}` })),
    byLabel.map((one) => ({ id: one.id, words: `the token ${wordsOf(one)}` })),
  );
  const [labelled] = byLabel;
  if (labelled !== undefined) return labelled;
  if (!/^[0-9a-f]{4}[0-9a-f-]*$/i.test(named))
    throw new Error(`${named}: no valid token that you may see has this label; asmp token list shows them`);
  const id = await idAmong('token', named, () => Promise.resolve(valid));
  const token = valid.find((one) => one.id === id);
  if (token === undefined)
    throw new Error(`${named}: no valid token that you may see has this id; asmp token list shows them`);
  return token;
}

const wordsOf = (token: TokenView): string => `${token.label} (${ownerText(token)}), id ${token.id}`;
