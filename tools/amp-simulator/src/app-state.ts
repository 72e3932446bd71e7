/** ApplicationState of the API, as far as a simulated game server reaches it. */
export const APP_STATE = {
  undefined: -1,
  stopped: 0,
  preStart: 5,
  configuring: 7,
  starting: 10,
  ready: 20,
  restarting: 30,
  stopping: 40,
  sleeping: 50,
  updating: 75,
  awaitingUserInput: 80,
  failed: 100,
  suspended: 200,
} as const;

/** A game server that walks through its states with a delay before each. */
export class SimulatedAppState {
  private state: number = APP_STATE.stopped;
  private timer: NodeJS.Timeout | undefined;
  private readySince: number | undefined;

  constructor(
    private readonly stepMs: () => number,
    private readonly entered: (state: number) => void = () => undefined,
  ) {}

  get current(): number {
    return this.state;
  }

  /** Milliseconds since the server became ready, 0 when it is not. */
  get uptimeMs(): number {
    return this.readySince === undefined ? 0 : Date.now() - this.readySince;
  }

  startApplication(eulaAccepted: boolean): void {
    const { preStart, configuring, starting, ready, awaitingUserInput } = APP_STATE;
    this.walk(eulaAccepted ? [preStart, configuring, starting, ready] : [preStart, awaitingUserInput]);
  }

  stop(): void {
    this.walk([APP_STATE.stopping, APP_STATE.stopped]);
  }

  restart(): void {
    const { restarting, stopping, stopped, preStart, starting, ready } = APP_STATE;
    this.walk([restarting, stopping, stopped, preStart, starting, ready]);
  }

  update(): void {
    this.walk([APP_STATE.updating, APP_STATE.stopped]);
  }

  /** At once, without the way in between: kill, crash, sleep, the process is gone. */
  jump(state: number): void {
    this.walk([state]);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private walk([next, ...rest]: readonly number[]): void {
    clearTimeout(this.timer);
    if (next === undefined) return;
    this.state = next;
    this.readySince = next === APP_STATE.ready ? Date.now() : undefined;
    this.entered(next);
    if (rest.length > 0) this.timer = setTimeout(() => this.walk(rest), this.stepMs());
  }
}
