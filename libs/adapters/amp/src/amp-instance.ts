import { Problem } from '@archivesmp/contracts/problem';
import { AmpProcess } from './amp-process.js';
import { readStatus, readUpdates, type AmpStatus, type InstanceUpdates } from './instance-status.js';
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

  async readPanelServerState(): Promise<AmpStatus> {
    return readStatus(await this.process.call('Core', 'GetStatus', {}, 'read'));
  }

  /** Console lines since the last call, and the state. Not repeated on failure: lines once given do not come again. */
  async readConsoleUpdates(): Promise<InstanceUpdates> {
    return readUpdates(await this.process.call('Core', 'GetUpdates', {}, 'write'));
  }

  /** Asks the game server to start; the call returns before it is ready. */
  async startServer(): Promise<void> {
    await this.controlServer('Start');
  }

  async stopServer(): Promise<void> {
    await this.controlServer('Stop');
  }

  /** Restarts the game server, or starts it when it is down: AMP's own restart leaves a stopped or failed one alone. */
  async restartServer(): Promise<void> {
    const { state } = await this.readPanelServerState();
    await this.controlServer(state === 'stopped' || state === 'failed' ? 'Start' : 'Restart');
  }

  /** Types one line into the console of the game server, without leading `/`. What it prints comes with `readConsoleUpdates`. */
  async sendConsole(line: string): Promise<void> {
    if (/[\r\n]/.test(line)) throw new Problem('amp.refused', 'A console message is one line.');
    await this.process.call('Core', 'SendConsoleMessage', { message: line.replace(/^\//, '') }, 'write');
  }

  private async controlServer(method: 'Start' | 'Stop' | 'Restart'): Promise<void> {
    await this.process.call('Core', method, {}, 'write');
  }
}
