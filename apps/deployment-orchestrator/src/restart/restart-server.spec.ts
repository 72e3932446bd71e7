import type { InstanceStatus } from '@archivesmp/amp';
import { describe, expect, it, vi } from 'vitest';
import { restartServer, type RestartIntent, type RestartPatience } from './restart-server.js';

/** A game server with a clock of its own: asked to restart it is down for two looks and then ready again. */
class Server {
  restarts = 0;
  said: string[] = [];
  players = 0;
  startedAt = Date.now() - 3_600_000;
  state: InstanceStatus['state'] = 'ready';
  isDeaf = false;
  comesBack = true;
  private looks = 0;

  async status(): Promise<InstanceStatus> {
    if (this.state === 'stopping' && (this.looks += 1) > 2) {
      this.looks = 0;
      this.state = this.comesBack ? 'ready' : 'failed';
      this.startedAt = Date.now();
    }
    const uptimeSeconds = Math.floor((Date.now() - this.startedAt) / 1_000);
    return { state: this.state, health: 'healthy', uptimeSeconds, metrics: { players: this.players } };
  }

  async restart(): Promise<void> {
    this.restarts += 1;
    if (!this.isDeaf) this.state = 'stopping';
  }

  async start(): Promise<void> {
    await this.restart();
  }

  async sendConsole(line: string): Promise<void> {
    this.said.push(line);
  }
}

const notYet = (): RestartIntent & { claims: number } => {
  const intent = { askedAt: undefined, claims: 0, claim: async () => (intent.claims += 1) === 1 };
  return intent;
};
const patience = (more: Partial<RestartPatience> = {}): RestartPatience => ({
  emptyBy: new Date(),
  countdownSeconds: 3,
  withinSeconds: 60,
  startStopped: false,
  ...more,
});
const run = async (server: Server, intent: RestartIntent, more: Partial<RestartPatience> = {}) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const steps = setInterval(() => vi.advanceTimersByTime(500), 1);
    const result = await restartServer(server, intent, patience(more), new AbortController().signal).finally(
      () => clearInterval(steps),
    );
    return result;
  } finally {
    vi.useRealTimers();
  }
};

vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    vi.setSystemTime(Date.now() + ms);
  },
}));

describe('restarting a server', () => {
  it('asks once, after writing down that it asks, and waits until the server is ready with a new life', async () => {
    const server = new Server();
    const intent = notYet();
    expect(await run(server, intent)).toMatchObject({ outcome: 'done' });
    expect(server.restarts).toBe(1);
    expect(intent.claims).toBe(1);
    expect(server.said).toEqual([]);
  });

  it('waits for players to leave, then tells those who stayed', async () => {
    const server = new Server();
    server.players = 3;
    await run(server, notYet(), { emptyBy: new Date(Date.now() + 10_000) });
    expect(server.said).toEqual(
      ['3 seconds', '2 seconds', '1 second'].map((left) => `say The server restarts in ${left}.`),
    );
  });

  it('does not ask again after a crash when the panel had heard it', async () => {
    const server = new Server();
    server.startedAt = Date.now() + 4_000;
    vi.useFakeTimers({ toFake: ['Date'] });
    const intent: RestartIntent = { askedAt: new Date(), claim: async () => false };
    vi.setSystemTime(Date.now() + 10_000);
    const result = await restartServer(server, intent, patience(), new AbortController().signal);
    vi.useRealTimers();
    expect(result).toMatchObject({ outcome: 'done' });
    expect(server.restarts).toBe(0);
  });

  it('asks again after a crash when the panel never heard it', async () => {
    const server = new Server();
    const intent: RestartIntent = { askedAt: new Date(), claim: async () => false };
    expect(await run(server, intent)).toMatchObject({ outcome: 'done' });
    expect(server.restarts).toBe(1);
  });

  it('starts a stopped server only when that was asked for', async () => {
    const server = new Server();
    server.state = 'stopped';
    expect(await run(server, notYet())).toEqual({ outcome: 'left-stopped' });
    expect(server.restarts).toBe(0);
    expect(await run(server, notYet(), { startStopped: true })).toMatchObject({ outcome: 'done' });
  });

  it('says so when the server does not come up', async () => {
    const server = new Server();
    server.comesBack = false;
    expect(await run(server, notYet())).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('failed'),
    });
    const deaf = new Server();
    deaf.isDeaf = true;
    expect(await run(deaf, notYet(), { withinSeconds: 5 })).toMatchObject({ outcome: 'failed' });
  });

  it('leaves it to whoever took over', async () => {
    const server = new Server();
    const intent: RestartIntent = { askedAt: undefined, claim: async () => false };
    expect(await run(server, intent)).toMatchObject({ outcome: 'failed' });
    expect(server.restarts).toBe(0);
  });
});
