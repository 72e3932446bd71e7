import { methodsOf, sessionOf, text, VOID, type ApiMethod } from './api-method.js';
import { APP_STATE } from './app-state.js';
import { failed, succeeded, type ActionResult } from './refusals.js';
import { answerConsoleCommand } from './server-console.js';
import type { SimulatedInstance } from './simulated-instance.js';

const core = methodsOf('Core');
const needs = (action: string): { permission: string } => ({ permission: `Core.AppManagement.${action}` });

/** Control of the game server of one instance, its console and its user list. */
export function appMethods(instance: SimulatedInstance): ApiMethod[] {
  const { app } = instance;
  const jump = (state: number) => (): typeof VOID => {
    app.jump(state);
    return VOID;
  };
  const stop = (): typeof VOID => {
    if (app.current !== APP_STATE.stopped) app.stop();
    return VOID;
  };
  return [
    core('Start', {}, 'ActionResult', () => startApplication(instance), needs('StartApplication')),
    core('Stop', {}, 'Void', stop, needs('StopApplication')),
    core('Restart', {}, 'ActionResult', () => restart(instance), needs('RestartApplication')),
    core('Kill', {}, 'Void', jump(APP_STATE.stopped), needs('StopApplication')),
    core('Sleep', {}, 'ActionResult', () => sleep(instance), needs('StopApplication')),
    core('Suspend', {}, 'Void', jump(APP_STATE.suspended), needs('StopApplication')),
    core('Resume', {}, 'Void', jump(APP_STATE.ready), needs('StartApplication')),
    core('UpdateApplication', {}, 'ActionResult', () => update(instance), needs('UpdateApplication')),
    core('GetUserList', {}, 'Dictionary<String, String>', () => instance.userList()),
    core(
      'SendConsoleMessage',
      { message: 'String' },
      'Void',
      (call) => {
        answerConsoleCommand(instance, text(call, 'message'), sessionOf(call).user);
        return VOID;
      },
      needs('SendConsoleInput'),
    ),
    core('RestartAMP', {}, 'Void', () => {
      instance.restartProcess();
      return VOID;
    }),
    methodsOf('MinecraftModule')('AcceptEULA', {}, 'Boolean', () => {
      if (app.current === APP_STATE.awaitingUserInput) app.startApplication(true);
      return true;
    }),
  ];
}

const DOWN: readonly number[] = [APP_STATE.stopped, APP_STATE.failed];

function startApplication(instance: SimulatedInstance): ActionResult {
  if (!DOWN.includes(instance.app.current) && instance.app.current !== APP_STATE.sleeping)
    return failed('The application is running already.');
  instance.startApp();
  return succeeded();
}

/** A stopped or failed server is not started by this; AMP says yes all the same. */
function restart(instance: SimulatedInstance): ActionResult {
  if (!DOWN.includes(instance.app.current)) instance.app.restart();
  return succeeded();
}

function sleep(instance: SimulatedInstance): ActionResult {
  if (instance.app.current !== APP_STATE.ready) return failed('Only a running application can sleep.');
  instance.app.jump(APP_STATE.sleeping);
  return succeeded();
}

function update(instance: SimulatedInstance): ActionResult {
  if (!DOWN.includes(instance.app.current)) return failed('The application must be stopped first.');
  instance.app.update();
  return succeeded();
}
