import { Problem } from '@archivesmp/contracts/problem';
import { AmpProcess } from './amp-process.js';
import { readStatus, readUpdates, type InstanceStatus, type InstanceUpdates } from './instance-status.js';
import type { PanelConnection } from './panel-connection.js';
import { RemoteFiles } from './remote-files.js';

/** One instance behind its controller, with a session of its own. Its process must run; its game server need not. */
export class AmpInstance {
  readonly files: RemoteFiles;
  private readonly process: AmpProcess;

  constructor(
    /** The AMP instance UUID. */
    readonly id: string,
    connection: PanelConnection,
  ) {
    this.process = new AmpProcess(connection, `/API/ADSModule/Servers/${id}`, `instance ${id}`);
    this.files = new RemoteFiles(this.process);
  }

  async status(): Promise<InstanceStatus> {
    return readStatus(await this.process.call('Core', 'GetStatus', {}, 'read'));
  }

  /** Console lines since the last call, and the state. Not repeated on failure: lines once given do not come again. */
  async updates(): Promise<InstanceUpdates> {
    return readUpdates(await this.process.call('Core', 'GetUpdates', {}, 'write'));
  }

  /** Asks the game server to start; the call returns before it is ready. */
  async start(): Promise<void> {
    await this.control('Start');
  }

  async stop(): Promise<void> {
    await this.control('Stop');
  }

  /** Restarts the game server, or starts it when it is down: AMP's own restart leaves a stopped or failed one alone. */
  async restart(): Promise<void> {
    const { state } = await this.status();
    await this.control(state === 'stopped' || state === 'failed' ? 'Start' : 'Restart');
  }

  /** Types one line into the console of the game server, without leading `/`. What it prints comes with `updates`. */
  async sendConsole(line: string): Promise<void> {
    if (/[\r\n]/.test(line)) throw new Problem('amp.refused', 'A console message is one line.');
    await this.process.call('Core', 'SendConsoleMessage', { message: line.replace(/^\//, '') }, 'write');
  }

  private async control(method: 'Start' | 'Stop' | 'Restart'): Promise<void> {
    await this.process.call('Core', method, {}, 'write');
  }
}
