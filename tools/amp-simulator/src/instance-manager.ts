import { setTimeout as wait } from 'node:timers/promises';
import { CONTROL_PATH } from './control-route.js';
import type { ManagerMood } from './switches.js';

const BANNER = [
  '[Info/1] AMP Instance Manager v2.7.2.8 built 20/05/2026 06:54',
  '[Info/1] Stream: Mainline / Release - built by CUBECODERS/buildbot on CCL-DEV',
];
/** Longer than any caller waits. */
const HANGS_MS = 3_600_000;

interface SeenInstance {
  readonly name: string;
  readonly friendlyName: string;
  readonly module: string;
  readonly up: boolean;
}
interface Seen {
  readonly switches: { readonly managerMood: ManagerMood };
  readonly instances: readonly SeenInstance[];
}

/** What the simulated ampinstmgr printed and the code it ends with. */
export interface ManagerRun {
  readonly lines: readonly string[];
  readonly code: number;
}

/**
 * ampinstmgr of a host whose panel is simulated at `url`: `status`, `start|stop|restart NAME`, `restartall`; dashes before and case do
 * not matter. It works although the API of the panel is dead, because the real one does not need it.
 */
export async function runManager(url: string, args: readonly string[]): Promise<ManagerRun> {
  const [operation = '', name = ''] = args;
  const what = operation.replace(/^--?/, '').toLowerCase();
  const seen = await control(url);
  const mood = seen.switches.managerMood;
  if (what === 'status' || what === 't') return status(seen, mood);
  if (mood === 'hangs') await wait(HANGS_MS);
  if (mood === 'fails') return end(['[Error/1] Instance manager is busy.'], 3);
  const done = await act(url, seen, what, name);
  return mood === 'fails-after'
    ? end([...done.lines, '[Error/1] Timed out waiting for the instance.'], 1)
    : done;
}

async function act(url: string, seen: Seen, what: string, name: string): Promise<ManagerRun> {
  if (what === 'restartall') {
    for (const one of seen.instances) await control(url, { process: { name: one.name, action: 'restart' } });
    return end(
      seen.instances.map((one) => `Restarting Instance: '${one.name}'`),
      0,
    );
  }
  if (what !== 'start' && what !== 'stop' && what !== 'restart')
    return end([`[Error/1] Unknown operation ${what}`], 2);
  const instance = seen.instances.find((one) => one.name === name);
  if (instance === undefined) return end([`[Error/1] No such instance: ${name}`], 1);
  if (what === 'stop' && !instance.up) return end([`[Notice] ${name} is not running.`], 0);
  await control(url, { process: { name, action: what } });
  const verb = { start: 'Starting', stop: 'Stopping', restart: 'Restarting' }[what];
  return end([`${verb} Instance: '${name}'`], 0);
}

function status({ instances }: Seen, mood: ManagerMood): ManagerRun {
  if (mood === 'no-table') return end(['Nothing to see here.'], 0);
  if (mood === 'speaks-otherwise')
    return end(
      [
        'Up | Instance Name | Uptime',
        ...instances.map((one) => `${one.up ? 'Yes' : 'No'} | ${one.name} | ?`),
      ],
      0,
    );
  const rows = instances.map((one) => [
    one.name,
    one.friendlyName,
    one.module,
    '127.0.0.1',
    '8081',
    one.up ? '✓' : '',
  ]);
  const table = [['Instance Name', 'Friendly Name', 'Module', 'IP', 'Port', 'Up'], ...rows];
  return end(
    table.map((cells) => cells.map((cell) => cell.padEnd(16)).join('│ ')),
    0,
  );
}

const end = (lines: readonly string[], code: number): ManagerRun => ({ lines: [...BANNER, ...lines], code });

async function control(url: string, request?: object): Promise<Seen> {
  const answer = await fetch(`${url}${CONTROL_PATH}`, {
    method: request === undefined ? 'GET' : 'POST',
    ...(request !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    }),
  });
  if (!answer.ok)
    throw new Error(`the simulated panel at ${url} answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Seen;
}
