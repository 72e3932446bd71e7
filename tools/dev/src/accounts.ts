import { randomBytes } from 'node:crypto';
import { ROLES, type Role } from '@archivesmp/contracts/vocabulary';
import type { StateFolder } from './state-folder.js';

/** Who may log in here, and the tokens of this checkout. Made once, so that they survive every start. */
export interface DevAccounts {
  users: { name: string; password: string; role: Role }[];
  /** For curl and for ./dev itself; may do everything. */
  token: string;
  /** Somebody else, who may approve what `token` planned. */
  colleagueToken: string;
}

const FILE = 'accounts.json';
/** Holds the colleague's token alone, as `asmp --token-file` wants it. */
export const COLLEAGUE_FILE = 'colleague.token';
const TOKEN_DAYS = 366;
const newToken = (): string => `asmp_${randomBytes(32).toString('base64url')}`;

export function devAccounts(state: StateFolder): DevAccounts {
  const known = state.readJson<DevAccounts>(FILE);
  const accounts: DevAccounts = {
    users: [...ROLES]
      .reverse()
      .map((role) => ({ name: role, password: randomBytes(12).toString('base64url'), role })),
    token: newToken(),
    colleagueToken: newToken(),
    ...known,
  };
  state.writeJson(FILE, accounts);
  state.writeText(COLLEAGUE_FILE, `${accounts.colleagueToken}\n`);
  return accounts;
}

/** The same in the form that the command `provision` of web-api reads. */
export const accountsFile = ({ users, token, colleagueToken }: DevAccounts) => ({
  users,
  tokens: [
    { label: 'dev', scopes: ['admin'], days: TOKEN_DAYS, token, user: 'admin' },
    { label: 'colleague', scopes: ['write'], days: TOKEN_DAYS, token: colleagueToken, user: 'operator' },
  ],
});
