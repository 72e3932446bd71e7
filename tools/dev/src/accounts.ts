import { randomBytes } from 'node:crypto';
import { ROLES, type Role } from '@archivesmp/contracts/vocabulary';
import type { StateFolder } from './state-folder.js';

/** Who may log in here, and the tokens of this checkout. Made once, so that they survive every start. */
export interface DevAccounts {
  users: { name: string; password: string; role: Role }[];
  /** For curl and for ./dev itself; may do everything. */
  token: string;
  /** Of another person, who may approve what `token` planned. */
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

/** Whose the tokens are: people are called like their roles here. */
const TOKENS = {
  dev: { scopes: ['admin'], user: 'admin' satisfies Role },
  colleague: { scopes: ['write'], user: 'operator' satisfies Role },
} as const;

/** The same in the form that the command `provision` of web-api reads. */
export const accountsFile = ({ users, token, colleagueToken }: DevAccounts) => ({
  users,
  tokens: [
    { label: 'dev', ...TOKENS.dev, days: TOKEN_DAYS, token },
    { label: 'colleague', ...TOKENS.colleague, days: TOKEN_DAYS, token: colleagueToken },
  ],
});

/**
 * What each account and each token is, whose, and what it may do, one a line; the password is the only secret among them.
 * @param files where the tokens lie, by label
 */
export function accountLines(
  { users }: Pick<DevAccounts, 'users'>,
  files: Readonly<Record<keyof typeof TOKENS, string>>,
): string[] {
  const width = Math.max(
    ...users.map(({ name }) => name.length),
    ...Object.keys(TOKENS).map((one) => one.length),
  );
  const uses = {
    dev: './asmp and curl use it here',
    colleague: 'a second person, who may approve what admin planned',
  };
  return [
    ...users.map(
      ({ name, password, role }) =>
        `${name.padEnd(width)}  a person with the role ${role}, password ${password}`,
    ),
    ...Object.entries(TOKENS).map(
      ([label, { user }]) =>
        `${label.padEnd(width)}  an API token of ${user}, so it may what ${user} may (${uses[label as keyof typeof TOKENS]}): ${files[label as keyof typeof TOKENS]}`,
    ),
  ];
}
