import { Problem } from '@archivesmp/contracts/problem';
import { isUuid } from '@archivesmp/contracts/uuid';
import { AmpInstance } from './amp-instance.js';
import { AmpProcess } from './amp-process.js';
import type { AmpPanelSettings } from './amp-settings.js';
import { readTargets, type ListedInstance, type ListedTarget } from './instance-listing.js';
import { PanelConnection } from './panel-connection.js';

/**
 * The controller (ADS) of one host. Holds one session here and one per instance used.
 * There is no way to start, stop or restart the controller itself: application control exists on `instance(id)` only.
 */
export class AmpPanel {
  private readonly connection: PanelConnection;
  private readonly controller: AmpProcess;
  private readonly instances = new Map<string, AmpInstance>();

  constructor(settings: AmpPanelSettings) {
    this.connection = new PanelConnection(settings);
    this.controller = new AmpProcess(this.connection, '', `the panel at ${this.connection.url}`);
  }

  /** Base address of the panel, without account. */
  get url(): string {
    return this.connection.url;
  }

  /** The machines of this controller with their instances, as far as the account may see them. */
  async listTargets(): Promise<ListedTarget[]> {
    return readTargets(await this.controller.call('ADSModule', 'GetInstances', {}, 'read'));
  }

  /** All listed instances without the controllers. Those of offline targets are missing: see `listTargets`. */
  async listInstances(): Promise<ListedInstance[]> {
    return (await this.listTargets()).flatMap(({ instances }) => instances);
  }

  /** The instance of this UUID behind the controller; nothing is called yet. */
  instance(id: string): AmpInstance {
    if (!isUuid(id))
      throw new Problem(
        'amp.refused',
        'An instance is addressed by its UUID; without it a call would hit the panel itself.',
      );
    const key = id.toLowerCase();
    let instance = this.instances.get(key);
    if (instance === undefined) {
      instance = new AmpInstance(key, this.connection);
      this.instances.set(key, instance);
    }
    return instance;
  }

  /** Starts the AMP process of an instance (by its short name). It answers some 5 to 30 s later. */
  async startProcess(instanceName: string): Promise<void> {
    await this.controlProcess('StartInstance', instanceName);
  }

  /** Stops the AMP process of an instance and with it its game server. */
  async stopProcess(instanceName: string): Promise<void> {
    await this.controlProcess('StopInstance', instanceName);
  }

  async restartProcess(instanceName: string): Promise<void> {
    await this.controlProcess('RestartInstance', instanceName);
  }

  private async controlProcess(method: string, instanceName: string): Promise<void> {
    if (instanceName === '' || isUuid(instanceName))
      throw new Problem(
        'amp.refused',
        'The process of an instance is addressed by its short name, such as BENT01.',
      );
    await this.controller.call('ADSModule', method, { InstanceName: instanceName }, 'write');
  }
}
