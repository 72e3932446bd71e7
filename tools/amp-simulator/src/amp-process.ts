import type { ApiMethod } from './api-method.js';
import { ConsoleLog } from './console-log.js';
import { Login, type PanelUser } from './login.js';
import type { LoginLimit } from './login-limit.js';
import { SessionTable } from './session-table.js';
import type { Switches } from './switches.js';
import { TaskList } from './task-list.js';

/** What a simulated process is called. */
export interface ProcessIdentity {
  id: string;
  name: string;
  friendlyName: string;
  /** As lists show it: `ADS`, `Minecraft`, `GenericModule`. */
  module: string;
}

/** What all processes of a panel share. */
export interface PanelDependencies {
  users: readonly PanelUser[];
  limit: LoginLimit;
  switches: Switches;
  /** Ids of the instances there are now. */
  visible: () => ReadonlySet<string>;
}

/** One AMP process: the controller or an instance. Each has sessions, a console and tasks of its own. */
export class SimulatedProcess {
  readonly sessions = new SessionTable();
  readonly console = new ConsoleLog();
  readonly tasks = new TaskList();
  readonly login: Login;
  private readonly byName = new Map<string, ApiMethod>();

  constructor(
    readonly identity: ProcessIdentity,
    readonly parts: PanelDependencies,
  ) {
    this.login = new Login(parts.users, this.sessions, parts.limit, parts.switches, parts.visible);
  }

  addMethods(...methods: readonly ApiMethod[]): void {
    for (const method of methods) this.byName.set(`${method.module}/${method.name}`, method);
  }

  /** Names are taken exactly as the specification spells them. */
  method(module: string, name: string): ApiMethod | undefined {
    return this.byName.get(`${module}/${name}`);
  }

  get methods(): ApiMethod[] {
    return [...this.byName.values()];
  }
}
