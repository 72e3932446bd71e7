import type { AmpStatus } from '@archivesmp/amp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AskedBefore, PowerIntent, PowerTimeouts } from './power-attempt.js';
import { restartInstance } from './restart-instance.js';
import { startInstance } from './start-instance.js';
import { stopInstance } from './stop-instance.js';

/** A game server with a clock of its own: asked to do something it is on its way for two looks and then there. */
class Server {
  readonly asked: string[] = [];
  readonly consoleLines: string[] = [];
  players = 0;
  bornAt = performance.now() - 3_600_000;
  state: AmpStatus['state'] = 'ready';
  isDeaf = false;
  /** Where a start or a restart ends. */
  comesUp: AmpStatus['state'] = 'ready';
  /** Where a stop ends: a watchdog of somebody else may start the server again. */
  goesDown: AmpStatus['state'] = 'stopped';
  private next: AmpStatus['state'] | undefined;
  beforeCheck: () => void = () => undefined;
  afterCheck: () => void = () => undefined;
  private checks = 0;

  async readPanelServerState(): Promise<AmpStatus> {
    this.beforeCheck();
    const status = this.now();
    this.afterCheck();
    return status;
  }

  private now(): AmpStatus {
    if (this.next !== undefined && (this.checks += 1) > 2) this.arrive(this.next);
    const uptimeSeconds = Math.max(0, Math.floor((performance.now() - this.bornAt) / 1_000));
    return { state: this.state, health: 'healthy', uptimeSeconds, metrics: { players: this.players } };
  }

  async restartServer(): Promise<void> {
    this.receive('restart', 'stopping', this.comesUp);
  }

  async startServer(): Promise<void> {
    this.receive('start', 'starting', this.comesUp);
  }

  async stopServer(): Promise<void> {
    this.receive('stop', 'stopping', this.goesDown);
  }

  async sendConsole(line: string): Promise<void> {
    this.consoleLines.push(line);
  }

  private receive(what: string, through: AmpStatus['state'], next: AmpStatus['state']): void {
    this.asked.push(what);
    if (this.isDeaf) return;
    this.state = through;
    this.next = next;
    this.checks = 0;
  }

  private arrive(state: AmpStatus['state']): void {
    this.state = state;
    this.next = undefined;
    this.bornAt = performance.now();
  }
}

const notYet = (): PowerIntent & { claims: number } => {
  const claim = async (): Promise<boolean> => (intent.claims += 1) === 1;
  const intent = { askedAt: undefined, claims: 0, claim, isOpen: async () => true };
  return intent;
};
const askedBefore = (msAgo: number, asked?: AskedBefore): PowerIntent => ({
  askedAt: new Date(Date.now() - msAgo),
  ...(asked && { asked }),
  claim: async () => false,
  isOpen: async () => true,
});
const claimedElsewhere: PowerIntent = {
  askedAt: undefined,
  claim: async () => false,
  isOpen: async () => false,
};
const timeouts = (more: Partial<PowerTimeouts> = {}): PowerTimeouts => ({
  emptyWithinMs: 0,
  countdownSeconds: 3,
  withinSeconds: 60,
  ...more,
});
const signal = new AbortController().signal;
const restart = (
  server: Server,
  intent: PowerIntent,
  more: Partial<PowerTimeouts> & { startStopped?: boolean } = {},
) => restartInstance(server, intent, { startStopped: false, ...timeouts(more) }, signal);
const stop = (server: Server, intent: PowerIntent, more: Partial<PowerTimeouts> = {}) =>
  stopInstance(server, intent, timeouts(more), signal);
const start = (server: Server, intent: PowerIntent, withinSeconds = 60) =>
  startInstance(server, intent, { withinSeconds }, signal);

vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(ms);
  },
}));
beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => vi.useRealTimers());

describe('restarting a server', () => {
  it('asks once, after writing down that it asks, and waits until the server is ready with a new life', async () => {
    const server = new Server();
    const intent = notYet();
    expect(await restart(server, intent)).toMatchObject({ outcome: 'done', startedAt: expect.any(Date) });
    expect(server.asked).toEqual(['restart']);
    expect(intent.claims).toBe(1);
    expect(server.consoleLines).toEqual([]);
  });

  it('waits for players to leave, then tells those who stayed', async () => {
    const server = new Server();
    server.players = 3;
    const begin = performance.now();
    await restart(server, notYet(), { emptyWithinMs: 10_000 });
    expect(server.consoleLines).toEqual(
      ['3 seconds', '2 seconds', '1 second'].map((left) => `say The server restarts in ${left}.`),
    );
    expect(performance.now() - begin).toBeGreaterThan(13_000);
  });

  it('does not wait once the players have left', async () => {
    const server = new Server();
    const begin = performance.now();
    await restart(server, notYet(), { emptyWithinMs: 600_000 });
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('does not ask again after a crash when the panel had heard it', async () => {
    const server = new Server();
    server.bornAt = performance.now() - 5_000;
    expect(await restart(server, askedBefore(10_000))).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual([]);
  });

  it('asks again after a crash when the panel never heard it', async () => {
    const server = new Server();
    expect(await restart(server, askedBefore(0))).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual(['restart']);
  });

  it('restarts once when the clock of the machine is set back meanwhile', async () => {
    const server = new Server();
    const intent = notYet();
    intent.claim = async () => {
      vi.setSystemTime(Date.now() - 20_000);
      return true;
    };
    expect(await restart(server, intent)).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual(['restart']);
  });

  it.each([-3_600_000, -20_000, 600_000])(
    'restarts once over a crash of the hub and a step of its time of day by %i ms',
    async (step) => {
      const server = new Server();
      server.bornAt = performance.now() - 8_000; // a new life, which began 2 s after the question
      const asked = { workedMs: 10_000, uptimeSeconds: 7_200 };
      expect(await restart(server, askedBefore(10_000 + step, asked))).toMatchObject({ outcome: 'done' });
      expect(server.asked).toEqual([]);
    },
  );

  it('restarts once when the hub was unavailable after it had asked', async () => {
    const server = new Server();
    server.bornAt = performance.now() - 300_000;
    const asked = { workedMs: 5_000, uptimeSeconds: 7_200 };
    expect(await restart(server, askedBefore(302_000, asked))).toMatchObject({ outcome: 'done' });
    const young = { workedMs: 5_000, uptimeSeconds: 20 };
    expect(await restart(server, askedBefore(302_000, young))).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual([]);
  });

  it.each([-3_600_000, 0, 3_000_000])(
    'asks again after a crash when nobody had heard it, also after a step of %i ms',
    async (step) => {
      const server = new Server();
      const asked = { workedMs: 5_000, uptimeSeconds: 3_595 };
      expect(await restart(server, askedBefore(5_000 + step, asked))).toMatchObject({ outcome: 'done' });
      expect(server.asked).toEqual(['restart']);
    },
  );

  it('does not believe an answer from before it stood still', async () => {
    const server = new Server();
    server.isDeaf = true; // the panel takes its time: the old life is seen for some looks
    let checks = 0;
    server.afterCheck = () => {
      if ((checks += 1) !== 6) return;
      vi.advanceTimersByTime(60_000);
      server.bornAt = performance.now() - 50_000; // the new life, which began meanwhile
    };
    expect(await restart(server, notYet(), { withinSeconds: 30 })).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual(['restart']);
  });

  it('counts only the time in which it looked before it asks again', async () => {
    const server = new Server();
    server.isDeaf = true;
    let checks = 0;
    server.beforeCheck = () => {
      if ((checks += 1) % 4 === 0) vi.advanceTimersByTime(20_000);
    };
    const waited = restart(server, notYet(), { withinSeconds: 130 });
    expect(await waited).toMatchObject({ outcome: 'failed' });
    expect(server.asked).toEqual(['restart', 'restart']);
  });

  it('does not ask when it stood still after it had written down that it asks', async () => {
    const server = new Server();
    const intent = notYet();
    intent.claim = async () => {
      vi.advanceTimersByTime(30_000);
      server.bornAt = performance.now() - 10_000; // another process took it for a crash, and asked
      return true;
    };
    expect(await restart(server, intent)).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual([]);
  });

  it('does not ask again for what another process has ended', async () => {
    const server = new Server();
    server.isDeaf = true;
    const intent = { ...notYet(), isOpen: async () => false };
    expect(await restart(server, intent)).toEqual({
      outcome: 'failed',
      reason: 'another process took over the instance',
    });
    const leaving = { ...notYet(), isOpen: async () => false };
    expect(await stop(server, leaving)).toEqual({
      outcome: 'failed',
      reason: 'another process took over the instance',
    });
    expect(server.asked).toEqual(['restart', 'stop']);
  });

  it('starts a stopped server only when that was asked for', async () => {
    const server = new Server();
    server.state = 'stopped';
    expect(await restart(server, notYet())).toEqual({ outcome: 'as-it-was' });
    expect(server.asked).toEqual([]);
    expect(await restart(server, notYet(), { startStopped: true })).toMatchObject({ outcome: 'done' });
  });

  it('says so when the server does not come up', async () => {
    const server = new Server();
    server.comesUp = 'failed';
    expect(await restart(server, notYet())).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('failed'),
    });
    const deaf = new Server();
    deaf.isDeaf = true;
    expect(await restart(deaf, notYet(), { withinSeconds: 5 })).toMatchObject({ outcome: 'failed' });
  });
});

describe('stopping a server', () => {
  it('tells the players, asks once and waits until it is down', async () => {
    const server = new Server();
    server.players = 1;
    const intent = notYet();
    expect(await stop(server, intent)).toEqual({ outcome: 'done' });
    expect(server.asked).toEqual(['stop']);
    expect(intent.claims).toBe(1);
    expect(server.consoleLines[0]).toBe('say The server stops in 3 seconds.');
  });

  it('leaves a stopped or a failed server as it is', async () => {
    for (const state of ['stopped', 'failed'] as const) {
      const server = new Server();
      server.state = state;
      expect(await stop(server, notYet())).toEqual({ outcome: 'as-it-was' });
      expect(server.asked).toEqual([]);
    }
  });

  it('goes on after a crash, and asks again only where nobody had heard it', async () => {
    const reached = new Server();
    reached.state = 'stopped';
    expect(await stop(reached, askedBefore(3_000))).toEqual({ outcome: 'done' });
    expect(reached.asked).toEqual([]);
    const ignoredRequest = new Server();
    expect(await stop(ignoredRequest, askedBefore(0))).toEqual({ outcome: 'done' });
    expect(ignoredRequest.asked).toEqual(['stop']);
  });

  it('does not stop twice what somebody started again meanwhile', async () => {
    const server = new Server();
    server.goesDown = 'ready';
    expect(await stop(server, notYet())).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('started it again'),
    });
    expect(server.asked).toEqual(['stop']);
  });

  it('says so when the server does not go down', async () => {
    const server = new Server();
    server.isDeaf = true;
    expect(await stop(server, notYet(), { withinSeconds: 5 })).toMatchObject({
      outcome: 'failed',
      reason: 'the server is ready and was not down within 5 s',
    });
  });
});

describe('starting a server', () => {
  it('asks once and waits until it is ready', async () => {
    for (const state of ['stopped', 'failed', 'sleeping'] as const) {
      const server = new Server();
      server.state = state;
      const intent = notYet();
      expect(await start(server, intent)).toMatchObject({ outcome: 'done', startedAt: expect.any(Date) });
      expect(server.asked).toEqual(['start']);
      expect(intent.claims).toBe(1);
    }
  });

  it('leaves a server that runs, or is about to, as it is', async () => {
    const server = new Server();
    expect(await start(server, notYet())).toEqual({ outcome: 'as-it-was' });
    await server.restartServer();
    expect(await start(server, notYet())).toEqual({ outcome: 'as-it-was' });
    expect(server.asked).toEqual(['restart']);
  });

  it('starts what comes to a stop while it looks', async () => {
    const server = new Server();
    await server.stopServer();
    expect(await start(server, notYet())).toMatchObject({ outcome: 'done' });
    expect(server.asked).toEqual(['stop', 'start']);
  });

  it('goes on after a crash, and asks again only where nobody had heard it', async () => {
    const reached = new Server();
    expect(await start(reached, askedBefore(60_000), 120)).toMatchObject({ outcome: 'done' });
    expect(reached.asked).toEqual([]);
    const ignoredRequest = new Server();
    ignoredRequest.state = 'stopped';
    expect(await start(ignoredRequest, askedBefore(0))).toMatchObject({ outcome: 'done' });
    expect(ignoredRequest.asked).toHaveLength(1);
  });

  it('says so when the server does not come up', async () => {
    const server = new Server();
    server.state = 'stopped';
    server.comesUp = 'failed';
    expect(await start(server, notYet())).toMatchObject({ outcome: 'failed' });
    const stuck = new Server();
    stuck.state = 'maintenance';
    expect(await start(stuck, notYet(), 5)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('maintenance'),
    });
  });
});

describe('whatever is asked', () => {
  it('is left to whoever took over', async () => {
    const running = new Server();
    const down = new Server();
    down.state = 'stopped';
    for (const outcome of [
      await restart(running, claimedElsewhere),
      await stop(running, claimedElsewhere),
      await start(down, claimedElsewhere),
    ])
      expect(outcome).toEqual({ outcome: 'failed', reason: 'another process took over the instance' });
    expect([...running.asked, ...down.asked]).toEqual([]);
  });
});
