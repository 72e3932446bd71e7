import type { Controller } from './controller.js';
import { grants } from './permission.js';
import type { PanelSession } from './session-table.js';
import type { SimulatedInstance } from './simulated-instance.js';
import type { AmpInstanceRecord } from './instance-records.js';

function versionOf(controller: Controller, version: string): unknown {
  if (controller.switches.format === 'current') return version;
  const [Major = 0, Minor = 0, Build = 0, Revision = 0] = version.split('.').map(Number);
  return { Major, Minor, Build, Revision, MajorRevision: 0, MinorRevision: Revision };
}

function summary(controller: Controller, record: AmpInstanceRecord): Record<string, unknown> {
  const { DatastoreId: _datastore, ...listed } = record;
  return {
    ...listed,
    AMPVersion: versionOf(controller, record.AMPVersion),
    ExcludeFromFirewall: false,
    DiskUsageMB: 0,
    ContainerSwapMB: 0,
    ContainerMemoryPolicy: 0,
    ContainerCPUs: 0,
    ApplicationEndpoints: [
      { DisplayName: 'Application Address', Endpoint: `0.0.0.0:${record.Port + 17_000}`, Uri: '' },
      { DisplayName: 'SFTP Server', Endpoint: `0.0.0.0:${record.Port - 5_856}`, Uri: '' },
    ],
  };
}

/** InstanceSummary of one instance: `Running` late, state and metrics those of the last time it ran. */
export function listedInstance(controller: Controller, instance: SimulatedInstance): Record<string, unknown> {
  return {
    ...summary(controller, instance.record),
    Running: instance.listedRunning,
    AppState: instance.listedState,
    Metrics: instance.metrics(instance.listedState),
  };
}

const listedSelf = (controller: Controller): Record<string, unknown> => ({
  ...summary(controller, controller.record),
  Running: true,
  AppState: -1,
  Metrics: {},
});

/** Only instances that were there at the login and that the user may manage. */
export function visibleTo(session: PanelSession, instance: SimulatedInstance): boolean {
  const { InstanceID, TargetID } = instance.record;
  return (
    session.visible.has(InstanceID) &&
    (grants(session.permissions, `Instances.${InstanceID}.Manage`) ||
      grants(session.permissions, `Instances.${TargetID}.${InstanceID}.Manage`))
  );
}

/** The one target of this panel with its instances: the element of what GetInstances returns. */
export function listedTarget(controller: Controller, session: PanelSession): Record<string, unknown> {
  const instances = [...controller.instances.values()].filter((one) => visibleTo(session, one));
  return {
    Id: 1,
    InstanceId: controller.record.InstanceID,
    FriendlyName: controller.record.FriendlyName,
    Description: '',
    Disabled: false,
    IsRemote: false,
    Platform: {
      CPUInfo: {
        Sockets: 1,
        Cores: 8,
        Threads: 16,
        Vendor: 'Simulated',
        ModelName: 'Simulated processor',
        TotalCores: 8,
        TotalThreads: 16,
      },
      InstalledRAMMB: 65_536,
      OS: 2,
      PlatformName: 'Debian GNU/Linux 12',
      SystemType: 1,
      Virtualization: 0,
      DockerNetworkIsHostMode: false,
    },
    Datastores: [{ Id: 1, FriendlyName: 'Default Datastore' }],
    CreatesInContainers: false,
    State: 20,
    StateReason: '',
    CanCreate: true,
    LastUpdated: new Date(),
    AvailableInstances: [listedSelf(controller), ...instances.map((one) => listedInstance(controller, one))],
    AvailableIPs: ['0.0.0.0', '127.0.0.1'],
    Tags: [],
    TagsList: '[]',
    URL: '',
  };
}
