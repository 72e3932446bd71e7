import { randomUUID } from 'node:crypto';
import { flag, methodsOf, sessionOf, text, VOID, type ApiMethod } from './api-method.js';
import type { SimulatedProcess } from './amp-process.js';
import { apiSpecOf, type PublishedSpec } from './api-spec.js';
import { AMP_VERSION } from './instance-records.js';
import { grants } from './permission.js';
import { failed, succeeded } from './refusals.js';
import type { Metric } from './metrics.js';

/** State of an application and its load, as AMP answers it. */
export interface ProcessStatus {
  State: number;
  Uptime: string;
  Metrics: Record<string, Metric>;
}

const core = methodsOf('Core');

/** What every AMP process answers: login, who am I, status, console, tasks. */
export function coreMethods(
  process: SimulatedProcess,
  status: () => ProcessStatus,
  published: PublishedSpec | undefined,
): ApiMethod[] {
  return [
    ...entranceMethods(process, published),
    core('GetStatus', {}, 'Status', () => status()),
    core('GetUpdates', {}, 'Updates', (call) => ({
      Status: status(),
      Messages: [],
      ConsoleEntries: process.console.readOn(sessionOf(call)),
      Tasks: process.tasks.listTasks(),
      Ports: [],
    })),
    core('GetTasks', {}, 'List<RunningTask>', () => process.tasks.listTasks()),
    core('DismissTask', { TaskId: 'Guid' }, 'ActionResult', (call) =>
      process.tasks.dismiss(text(call, 'TaskId')) ? succeeded() : failed('There is no such failed task.'),
    ),
    core('DismissAllTasks', {}, 'Void', () => {
      process.tasks.dismissAll();
      return VOID;
    }),
    core('GetPortSummaries', {}, 'List<ListeningPortSummary>', () => []),
    core('CurrentSessionHasPermission', { PermissionNode: 'String' }, 'Boolean', (call) =>
      grants(sessionOf(call).permissions, text(call, 'PermissionNode')),
    ),
    core('GetNewGuid', {}, 'Guid', () => randomUUID()),
  ];
}

/** Login and what a caller may ask before it. */
function entranceMethods(process: SimulatedProcess, published: PublishedSpec | undefined): ApiMethod[] {
  return [
    core(
      'Login',
      { username: 'String', password: 'String', token: 'String', rememberMe: 'Boolean' },
      'JObject',
      (call) =>
        process.login.attempt({
          username: text(call, 'username'),
          password: text(call, 'password'),
          token: text(call, 'token'),
          rememberMe: flag(call, 'rememberMe'),
          remote: call.remote,
        }),
      { anonymous: true },
    ),
    core('Logout', {}, 'Void', (call) => {
      process.sessions.close(sessionOf(call).id);
      return VOID;
    }),
    core(
      'GetAPISpec',
      {},
      'Dictionary<String, Dictionary<String, MethodInfoSummary>>',
      (call) => apiSpecOf(process, published, call.session !== undefined),
      { anonymous: true },
    ),
    core(
      'GetAuthenticationRequirements',
      { username: 'String' },
      'List<AuthRequirement>',
      (call) => {
        const user = process.parts.users.find((one) => one.name === text(call, 'username'));
        return user?.twoFactorCode === undefined ? [1, 2] : [1, 2, 4];
      },
      { anonymous: true },
    ),
    core('GetModuleInfo', {}, 'ModuleInfo', () => moduleInfo(process), { anonymous: true }),
    core('GetRemoteLoginToken', { 'Description?': 'String' }, 'String', (call) =>
      process.login.issueOneTimeToken(sessionOf(call).user),
    ),
  ];
}

function moduleInfo(process: SimulatedProcess): Record<string, unknown> {
  const { id, name, friendlyName, module } = process.identity;
  return {
    AMPVersion: AMP_VERSION,
    AMPBuild: 'simulated',
    APIVersion: AMP_VERSION,
    AppName: module === 'ADS' ? 'ADS' : 'Minecraft',
    Author: 'CubeCoders Limited',
    BasePort: 0,
    FriendlyName: friendlyName,
    InstanceId: id,
    InstanceName: name,
    IsRemoteInstance: module !== 'ADS',
    LoadedPlugins: module === 'ADS' ? ['FileManagerPlugin'] : ['FileManagerPlugin', 'LocalFileBackupPlugin'],
    ModuleName: module === 'Minecraft' ? 'MinecraftModule' : module,
    Name: module === 'ADS' ? 'ADSModule' : 'MinecraftModule',
    PrimaryEndpoint: '',
    SupportsSleep: module !== 'ADS',
    ToolsVersion: '',
    VersionCodename: 'Simulated',
    FeatureSet: [],
    Timestamp: new Date(),
  };
}
