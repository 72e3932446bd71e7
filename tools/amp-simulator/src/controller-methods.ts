import { flag, methodsOf, sessionOf, text, VOID, type ApiCall, type ApiMethod } from './api-method.js';
import type { Controller } from './controller.js';
import { listedInstance, listedTarget, visibleTo } from './instance-listing.js';
import { failed, SimulatedRefusal, succeeded, unknownInstanceId, unknownInstanceName } from './refusals.js';
import type { SimulatedInstance } from './simulated-instance.js';

const ads = methodsOf('ADSModule');
const core = methodsOf('Core');
const needs = (action: string): { permission: string } => ({
  permission: `ADS.InstanceManagement.${action}Instances`,
});

/** ADSModule and what Core does to the controller itself. */
export function controllerMethods(controller: Controller): ApiMethod[] {
  return [...listingMethods(controller), ...processMethods(controller), ...selfMethods(controller)];
}

function listingMethods(controller: Controller): ApiMethod[] {
  const seen = (call: ApiCall): SimulatedInstance[] =>
    [...controller.instances.values()].filter((one) => visibleTo(sessionOf(call), one));
  return [
    ads('GetInstances', { 'ForceIncludeSelf?': 'Boolean' }, 'List<IADSInstance>', (call) => [
      listedTarget(controller, sessionOf(call)),
    ]),
    ads('GetLocalInstances', {}, 'List<InstanceSummary>', (call) =>
      seen(call).map((one) => listedInstance(controller, one)),
    ),
    ads('GetInstance', { InstanceId: 'Guid' }, 'InstanceSummary', (call) => {
      const id = text(call, 'InstanceId');
      const instance = seen(call).find(({ record }) => record.InstanceID === id);
      if (instance === undefined) throw new SimulatedRefusal(unknownInstanceId(id));
      return listedInstance(controller, instance);
    }),
    ads('GetInstanceStatuses', {}, 'List<InstanceStatus>', (call) =>
      seen(call).map(({ record, listedRunning }) => ({
        InstanceID: record.InstanceID,
        Running: listedRunning,
      })),
    ),
    ads('ManageInstance', { InstanceId: 'Guid' }, 'ActionResult<String>', (call) => {
      const id = text(call, 'InstanceId');
      const instance = seen(call).find(({ record }) => record.InstanceID === id);
      if (instance === undefined) return unknownInstanceId(id);
      if (!instance.answers) return failed('The instance is not running.');
      return succeeded(instance.process.login.issueOneTimeToken(sessionOf(call).user));
    }),
  ];
}

/** Processes are addressed by InstanceName; an id gives "No such instance with this name". */
function processMethods(controller: Controller): ApiMethod[] {
  const named =
    (act: (instance: SimulatedInstance, call: ApiCall) => void) =>
    (call: ApiCall): unknown => {
      const instance = controller.byName(text(call, 'InstanceName'));
      if (instance === undefined || !visibleTo(sessionOf(call), instance)) return unknownInstanceName;
      if (instance.record.Suspended) return failed('The instance is suspended.');
      act(instance, call);
      return succeeded();
    };
  const name = { InstanceName: 'String' } as const;
  const all = (act: (instance: SimulatedInstance) => void) => (): unknown => {
    controller.instances.forEach(act);
    return succeeded();
  };
  return [
    ads(
      'StartInstance',
      name,
      'ActionResult',
      named((one) => one.startProcess()),
      needs('Start'),
    ),
    ads(
      'StopInstance',
      name,
      'ActionResult',
      named((one) => one.stopProcess()),
      needs('Stop'),
    ),
    ads(
      'RestartInstance',
      name,
      'ActionResult',
      named((one) => one.restartProcess()),
      needs('Restart'),
    ),
    ads(
      'StartAllInstances',
      { 'TargetADSInstance?': 'Guid' },
      'ActionResult',
      all((one) => one.startProcess()),
      needs('Start'),
    ),
    ads(
      'StopAllInstances',
      { 'TargetADSInstance?': 'Guid' },
      'ActionResult',
      all((one) => one.stopProcess()),
      needs('Stop'),
    ),
    ads('SetInstanceSuspended', { ...name, Suspended: 'Boolean' }, 'ActionResult', (call) => {
      const instance = controller.byName(text(call, 'InstanceName'));
      if (instance === undefined) return unknownInstanceName;
      instance.record.Suspended = flag(call, 'Suspended');
      if (instance.record.Suspended) instance.stopProcess();
      return succeeded();
    }),
  ];
}

/** Without an instance in the URL these hit the controller: the trap that a client must refuse to step into. */
function selfMethods(controller: Controller): ApiMethod[] {
  const hit = (): typeof VOID => {
    controller.restart();
    return VOID;
  };
  return [
    core('Start', {}, 'ActionResult', () => succeeded()),
    core('Stop', {}, 'Void', hit),
    core('Kill', {}, 'Void', hit),
    core('RestartAMP', {}, 'Void', hit),
    core('Restart', {}, 'ActionResult', () => {
      controller.restart();
      return succeeded();
    }),
  ];
}
