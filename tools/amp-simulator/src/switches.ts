/** How a method without a return value answers: it differs between AMP versions, so a client must take all of them. */
export const VOID_BODIES = ['empty', 'null', '{}', '204'] as const;
/** What methods without a result answer. */
export type VoidBody = (typeof VOID_BODIES)[number];

/**
 * How ampinstmgr of this host behaves: `hangs` before it did anything, `fails` without doing it, `fails-after` doing it, says it in
 * other words (`speaks-otherwise`), or says nothing of its instances (`no-table`).
 */
export const MANAGER_MOODS = [
  'well',
  'hangs',
  'fails',
  'fails-after',
  'speaks-otherwise',
  'no-table',
] as const;
export type ManagerMood = (typeof MANAGER_MOODS)[number];

/**
 * Everything about a simulated panel that can be changed while it runs, through `AmpPanel.switches` or the control route.
 * All times are milliseconds. The defaults are short, so that tests wait little.
 */
export interface Switches {
  voidBody: VoidBody;
  /** `2.5` writes dates as `/Date(ms)/` and AMPVersion as an object, `current` as ISO text and as text. */
  format: 'current' | '2.5';
  /** How a missing session is refused; both forms are seen on real panels. */
  sessionError: 'exception' | 'action-result';
  /** A session not used for so long is forgotten. */
  sessionMs: number;
  /** Writes the 2.8 console line about a session id in the request body. */
  deprecationLine: boolean;
  /** Repeats a new session id in the response header `Authorization`. */
  sessionHeader: boolean;
  /** Every API answer waits so long. */
  slowMs: number;
  /** So many of the next API answers are the 502 HTML page of a reverse proxy; -1 = all. */
  htmlFaults: number;
  /** So many of the next API connections are cut without an answer; -1 = all. */
  cutFaults: number;
  /** So many of the next API calls are carried out and their answers lost; -1 = all. */
  lostAnswers: number;
  /** Faults and slowness only for paths that end with this text (`Core/GetStatus`); empty = all. */
  faultsOn: string;
  /** So many calls that the faults could hit are let through first. */
  faultsAfter: number;
  /** From the start of an instance's process until it answers. */
  processStartMs: number;
  /** How long each state of a starting, stopping or restarting game server lasts. */
  appStepMs: number;
  /** How long the listing still shows an old `Running`. */
  runningLagMs: number;
  /** Whether the game server starts with its process (AppStartupMode 2). */
  startAppWithProcess: boolean;
  /** Plugins that fail to enable when their server starts. */
  brokenPlugins: string[];
  /** By how much the clock of the host is ahead, as its logs and their file times show. */
  clockAheadMs: number;
  managerMood: ManagerMood;
  /** Whether `server.properties` gets a new date line and another order at every start, as Minecraft writes it. */
  datesProperties: boolean;
  /** Plugins that write their `config.yml` back as they read it when their server stops. */
  savesOnStop: string[];
  /** Plugins that save their `config.yml` at every start: another header and order, the same values. */
  savesOnStart: string[];
  /** Plugins that add a key to their `config.yml` at a start, once. */
  migratesOnStart: string[];
  /** How often what saves at a start saves while the server runs, too; 0 = never. Counts from the next start. */
  savesEveryMs: number;
  backupMs: number;
  /** More backups than this are refused, with Status true and a console line only. */
  backupLimit: number;
  /** So many failed logins from one address within the window lock that address out. */
  loginFailures: number;
  loginWindowMs: number;
  /** Extensions with dot; empty = no restriction. */
  uploadableExtensions: string[];
  downloadableExtensions: string[];
  allowExtensionChange: boolean;
}

/** A panel that does nothing wrong. */
export const DEFAULT_SWITCHES: Readonly<Switches> = {
  voidBody: 'empty',
  format: 'current',
  sessionError: 'exception',
  sessionMs: 300_000,
  deprecationLine: false,
  sessionHeader: false,
  slowMs: 0,
  htmlFaults: 0,
  cutFaults: 0,
  lostAnswers: 0,
  faultsOn: '',
  faultsAfter: 0,
  processStartMs: 100,
  appStepMs: 60,
  runningLagMs: 200,
  brokenPlugins: [],
  clockAheadMs: 0,
  datesProperties: false,
  savesOnStop: [],
  savesOnStart: [],
  migratesOnStart: [],
  savesEveryMs: 0,
  startAppWithProcess: true,
  managerMood: 'well',
  backupMs: 150,
  backupLimit: 10,
  loginFailures: 5,
  loginWindowMs: 60_000,
  uploadableExtensions: [],
  downloadableExtensions: [],
  allowExtensionChange: true,
};

/** Mistakes in a request to change switches, in words; empty when it can be applied. */
export function switchMistakes(request: Record<string, unknown>): string[] {
  const mistakes: string[] = [];
  for (const [name, value] of Object.entries(request)) {
    const known = (DEFAULT_SWITCHES as unknown as Record<string, unknown>)[name];
    if (known === undefined) mistakes.push(`There is no switch "${name}".`);
    else if (typeof value !== typeof known || Array.isArray(value) !== Array.isArray(known))
      mistakes.push(`The switch "${name}" takes a ${Array.isArray(known) ? 'list' : typeof known}.`);
    else if (name === 'managerMood' && !MANAGER_MOODS.includes(value as ManagerMood))
      mistakes.push(`The switch "managerMood" takes one of ${MANAGER_MOODS.join(', ')}.`);
    else if (name === 'voidBody' && !VOID_BODIES.includes(value as VoidBody))
      mistakes.push(`The switch "voidBody" takes one of ${VOID_BODIES.join(', ')}.`);
  }
  return mistakes;
}
