import colors from 'picocolors';
import { accountLines, COLLEAGUE_FILE, type DevAccounts } from './accounts.js';
import type { FleetSummary } from './fleet-summary.js';
import type { PreparedFleet } from './prepared-fleet.js';
import { duration, type DevProgress } from './progress.js';
import type { DevPorts } from './settings-files.js';
import type { StateFolder } from './state-folder.js';

export interface Running {
  accounts: DevAccounts;
  ports: DevPorts;
  fleet: PreparedFleet;
  summary: FleetSummary;
  tookMs: number;
  /** Where the hub is. */
  hub: string;
  /** Certificate of the authority, where there is one. */
  caFile?: string;
}

const local = (port: number): string => `http://127.0.0.1:${port}`;

/** `dev.json`: how other programs on this machine find what runs here. Holds passwords, readable by its owner only. */
export function writeDevFile(state: StateFolder, running: Running): void {
  const { accounts, ports, fleet, summary, hub, caFile } = running;
  const each = (of: Record<string, number>) =>
    Object.fromEntries(Object.entries(of).map(([host, port]) => [host, local(port)]));
  state.writeJson('dev.json', {
    url: hub,
    docs: `${hub}/docs`,
    ...(caFile !== undefined && { caFile }),
    users: accounts.users,
    token: accounts.token,
    fleet: { id: fleet.id, label: fleet.label, hosts: fleet.hosts },
    panels: each(ports.panels),
    agents: each(ports.agents),
    summary,
  });
}

/** What the user of `./dev up` wants to know, last on the screen. */
export function printAddresses(state: StateFolder, running: Running, progress: DevProgress): void {
  const { accounts, fleet, summary, tookMs, hub: url, caFile } = running;
  const more = caFile === undefined ? '' : ' --hard';
  progress.line();
  progress.heading(`Running with ${fleet.label}, up in ${duration(tookMs)}`);
  progress.line(`  ${colors.bold(url)}   the product    ${url}/docs   its API`);
  const files = { dev: state.devFile, colleague: state.filePath(COLLEAGUE_FILE) };
  for (const line of accountLines(accounts, files)) progress.line(`  ${line}`);
  for (const line of summary.lines) progress.line(`  ${line}`);
  progress.line(
    `  curl ${caFile === undefined ? '' : `--cacert ${caFile} `}-H 'Authorization: Bearer ${accounts.token}' '${url}/api/drift?server=all&severity=high'`,
  );
  progress.line(
    `  ${caFile === undefined ? '' : `export NODE_EXTRA_CA_CERTS=${caFile}; `}./asmp plan --drift BENT01, then as operator: ./asmp approve PLAN --hub ${url} --token-file ${files.colleague}`,
  );
  progress.line(
    `  ./dev status${more} · ./dev scan${more} · ./dev logs${more} · ./dev down     all of this: ${state.devFile}`,
  );
}
