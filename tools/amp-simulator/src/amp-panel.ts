import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PublishedSpec } from './api-spec.js';
import { applyControl, type ControlRequest } from './control-route.js';
import { controllerMethods } from './controller-methods.js';
import { Controller } from './controller.js';
import type { PanelUser } from './login.js';
import { createPanelServer } from './panel-server.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';

/** What a simulated panel is made of; every switch can be set here too. */
export interface AmpPanelOptions extends Partial<Switches> {
  /** 0 = any free port. Only the loopback address is served. */
  port: number;
  /** Name of the host; ids of instances are derived from it when there is no instances.json. */
  name: string;
  /** Holds `instances/<NAME>/Minecraft/...` and `instances.json`. */
  hostDir: string;
  users: PanelUser[];
  /** Instances whose process does not run at the start. */
  stopped?: string[];
  /** Serves an own small API specification even where the published one is at hand. */
  ownSpec?: boolean;
}

/** A simulated panel that listens. */
export interface RunningPanel {
  readonly url: string;
  readonly port: number;
  readonly controller: Controller;
  readonly switches: Switches;
  /** The same as POST /simulator/control; throws on a mistake. */
  control(request: ControlRequest): Promise<void>;
  close(): Promise<void>;
}

/** Starts one simulated panel (controller and proxied instances) on the loopback address. */
export async function startAmpPanel(options: AmpPanelOptions): Promise<RunningPanel> {
  const { port, name, hostDir, users, stopped, ownSpec, ...changedSwitches } = options;
  const switches: Switches = { ...structuredClone(DEFAULT_SWITCHES), ...changedSwitches };
  const published = ownSpec === true ? undefined : PublishedSpec.load();
  const controller = await Controller.open(name, hostDir, users, switches, published, stopped);
  controller.process.addMethods(...controllerMethods(controller));
  const server = createPanelServer(controller, published);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    controller,
    switches,
    control: async (request) => {
      const mistakes = await applyControl(controller, request);
      if (mistakes.length > 0) throw new Error(mistakes.join(' '));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await controller.close();
    },
  };
}
