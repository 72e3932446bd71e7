import { APP_STATE } from './app-state.js';
import type { Controller } from './controller.js';
import { switchMistakes, type Switches } from './switches.js';

/** No real panel has this address. */
export const CONTROL_PATH = '/simulator/control';

/** What a test or a developer may do to a running simulated panel: the body of POST /simulator/control. */
export interface ControlRequest {
  switches?: Partial<Switches>;
  /** `all`, `controller` or the name of an instance. */
  expireSessions?: string;
  /** Name of an instance whose game server dies now. */
  crash?: string;
  /** What ampinstmgr does to the process of an instance, and with it to its game server. */
  process?: { name: string; action: 'start' | 'stop' | 'restart' };
  /** Players per instance name. */
  players?: Record<string, number>;
  /** Reads instances.json again. */
  reload?: boolean;
  /** Forgets all failed logins. */
  forgiveLogins?: boolean;
}

/** What is the case now: the answer of GET and POST. */
export function controlView(controller: Controller): Record<string, unknown> {
  return {
    simulated: true,
    switches: controller.switches,
    controller: {
      logins: controller.process.login.count,
      sessions: controller.process.sessions.size,
      hits: controller.hits,
    },
    instances: [...controller.instances.values()].map((one) => ({
      id: one.record.InstanceID,
      name: one.record.InstanceName,
      friendlyName: one.record.FriendlyName,
      module: one.record.Module,
      up: one.isUp,
      state: one.app.current,
      logins: one.process.login.count,
      sessions: one.process.sessions.size,
      uploadLocks: one.files.locks.size,
    })),
  };
}

/** Does what is requested; a list of mistakes instead when the request cannot be understood, and then nothing is done. */
export async function applyControl(controller: Controller, request: ControlRequest): Promise<string[]> {
  const named = [request.crash, request.process?.name, ...Object.keys(request.players ?? {})];
  if (request.expireSessions !== 'all' && request.expireSessions !== 'controller')
    named.push(request.expireSessions);
  const mistakes = [
    ...switchMistakes(request.switches ?? {}),
    ...named
      .filter((name) => name !== undefined && controller.byName(name) === undefined)
      .map((name) => `There is no instance "${name}".`),
  ];
  if (mistakes.length > 0) return mistakes;
  Object.assign(controller.switches, request.switches);
  expire(controller, request.expireSessions);
  if (request.crash !== undefined) controller.byName(request.crash)?.app.jump(APP_STATE.failed);
  if (request.process !== undefined) changeProcess(controller, request.process);
  for (const [name, players] of Object.entries(request.players ?? {})) {
    const instance = controller.byName(name);
    if (instance !== undefined) instance.load.players = players;
  }
  if (request.reload === true) await controller.reload();
  if (request.forgiveLogins === true) controller.limit.reset();
  return [];
}

function changeProcess(
  controller: Controller,
  { name, action }: NonNullable<ControlRequest['process']>,
): void {
  const instance = controller.byName(name)!;
  if (action === 'start') instance.startProcess();
  else if (action === 'stop') instance.stopProcess();
  else instance.restartProcess();
}

function expire(controller: Controller, whose: string | undefined): void {
  if (whose === 'all' || whose === 'controller') controller.process.sessions.clear();
  for (const instance of controller.instances.values())
    if (whose === 'all' || whose === instance.record.InstanceName) instance.process.sessions.clear();
}
