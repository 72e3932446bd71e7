import { randomBytes } from 'node:crypto';
import { ROLES, type Role } from '@archivesmp/contracts/vocabulary';
import type { StateFolder } from './state-folder.js';

/** Who may log in here, and the tokens of this checkout. Made once, so that they survive every start. */
export interface DevAccounts {
  users: { name: string; password: string; role: Role }[];
  /** For curl and for ./dev itself; may do everything. */
  token: string;
  agentTokens: Record<string, string>;
}

const FILE = 'accounts.json';
const TOKEN_DAYS = 366;
const newToken = (): string => `asmp_${randomBytes(32).toString('base64url')}`;

export function devAccounts(state: StateFolder, hosts: readonly string[]): DevAccounts {
  const known = state.readJson<DevAccounts>(FILE);
  const accounts: DevAccounts = known ?? {
    users: [...ROLES]
      .reverse()
      .map((role) => ({ name: role, password: randomBytes(12).toString('base64url'), role })),
    token: newToken(),
    agentTokens: {},
  };
  const { agentTokens } = accounts;
  for (const host of hosts) agentTokens[host] ??= newToken();
  state.writeJson(FILE, accounts);
  return accounts;
}

/** The same in the form that the command `provision` of web-api reads. */
export const accountsFile = ({ users, token, agentTokens }: DevAccounts, hosts: readonly string[]) => ({
  users,
  tokens: [
    { label: 'dev', scopes: ['admin'], days: TOKEN_DAYS, token },
    ...hosts.map((host) => ({
      label: `agent ${host}`,
      scopes: [`agent:${host}`],
      days: TOKEN_DAYS,
      token: agentTokens[host],
    })),
  ],
});
