import type { TokenView } from '@archivesmp/api-client';
import { scopesNow } from '@archivesmp/contracts/token-scopes';
import { timeText } from '../time-text.js';

/** Whether a token opens anything at this time, by the clock of this machine. */
export const isValid = ({ revokedAt, expiresAt }: TokenView, now: number): boolean =>
  revokedAt === undefined && Date.parse(expiresAt) > now;

/** Until when it is valid, or since when it is not. */
export function tokenStatusText(token: TokenView, now: number): string {
  if (token.revokedAt !== undefined) return `revoked ${timeText(token.revokedAt)}`;
  const expires = timeText(token.expiresAt);
  return isValid(token, now) ? `until ${expires}` : `expired ${expires}`;
}

/** In whose name it acts. */
export function ownerText({ owner, scopes }: TokenView): string {
  if (owner !== undefined) return owner;
  return scopes.every((scope) => scope.startsWith('agent:')) ? 'of a host' : 'of no person';
}

/** What it may do now, and what it was made for where its person may do less by now. */
export function powerText({ scopes, ownerRole }: TokenView): string {
  const made = scopes.join(', ');
  const now = scopesNow(scopes, ownerRole).join(', ') || 'nothing';
  return now === made ? made : `${now} (made for ${made})`;
}
