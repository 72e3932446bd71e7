import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentDamage, AgentRepair, NamedDamage } from '@archivesmp/contracts/agent-state';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';

const TOKEN = 'the-agents-own';
const FENCE: NamedDamage = {
  kind: 'fence',
  file: '/state/fences/a',
  instanceId: 'a',
  instance: 'BENT01',
  reason: '/state/fences/a should hold the number',
};
const JOURNAL: NamedDamage = {
  kind: 'journal',
  file: '/state/apply/o/journal.json',
  orderId: 'o',
  reason: '/state/apply/o/journal.json cannot be read',
};

let server: Server;
let asked: { route: string; token: string | undefined; body: string }[];
let answers: Record<string, [status: number, body: unknown]>;

beforeEach(async () => {
  asked = [];
  answers = {};
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const route = `${request.method} ${request.url}`;
      asked.push({ route, token: request.headers.authorization, body });
      const [status, answer] = answers[route]!;
      response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('ARCHIVESMP_AGENT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('ARCHIVESMP_AGENT_TOKEN', TOKEN);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function repair(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(['host', 'repair', ...args], terminal);
  return { exitCode, out: terminal.printed.join('\n'), messages: terminal.messages.join('\n') };
}

const damaged = (...parts: NamedDamage[]): void => {
  answers['GET /api/agent/damage'] = [200, { host: 'ovh', damaged: parts } satisfies AgentDamage];
};
const repaired = (answer: Omit<AgentRepair, 'host'>): void => {
  answers['POST /api/agent/repair'] = [200, { host: 'ovh', ...answer } satisfies AgentRepair];
};

describe('asmp host repair without --yes', () => {
  it('shows what is damaged, whose it is and why, changes nothing and says 2', async () => {
    damaged(FENCE, JOURNAL);
    const { exitCode, out, messages } = await repair();
    expect(exitCode).toBe(2);
    expect(out.split('\n')).toEqual([
      'the fence of BENT01',
      `  ${FENCE.reason}`,
      'the journal of an order (order o)',
      `  ${JOURNAL.reason}`,
    ]);
    expect(messages).toContain('Nothing was changed. asmp host repair --yes');
    expect(asked).toEqual([{ route: 'GET /api/agent/damage', token: `Bearer ${TOKEN}`, body: '' }]);
  });

  it('says 0 when everything can be read', async () => {
    damaged();
    expect(await repair()).toMatchObject({ exitCode: 0, out: expect.stringContaining('Nothing is damaged') });
  });

  it('gives scripts one document', async () => {
    damaged(FENCE);
    const { exitCode, out } = await repair('--json');
    expect([exitCode, JSON.parse(out)]).toEqual([2, { host: 'ovh', damaged: [FENCE] }]);
  });
});

describe('asmp host repair --yes', () => {
  const { reason: _, ...fence } = FENCE;

  it('tells the reason, and says of each part what was done and where the old one lies', async () => {
    repaired({ repaired: [{ ...fence, fence: 7, kept: '/state/damaged/x', done: 'holds 7 now' }], left: [] });
    const { exitCode, out, messages } = await repair('--yes', '--reason', 'disk');
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'the fence of BENT01',
      '  /state/fences/a holds 7 now',
      '  what was there: /state/damaged/x',
    ]);
    expect(messages).toBe('1 repaired, 0 left');
    expect(asked).toMatchObject([{ route: 'POST /api/agent/repair', body: '{"reason":"disk"}' }]);
  });

  it('says 2 when something is left, and why', async () => {
    repaired({ repaired: [], left: [{ ...JOURNAL, reason: 'stays: no hub' }] });
    const { exitCode, out, messages } = await repair('--yes');
    expect([exitCode, messages]).toEqual([2, '0 repaired, 1 left']);
    expect(out).toContain('  stays: no hub');
    expect((await repair('--yes', '--json')).exitCode).toBe(2);
  });

  it('says 0 when there was nothing to repair', async () => {
    repaired({ repaired: [], left: [] });
    expect(await repair('--yes')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Nothing is damaged'),
    });
  });
});

describe('an agent that cannot be asked', () => {
  it('is refused in its own words, and the token is never shown', async () => {
    answers['GET /api/agent/damage'] = [401, { detail: 'Send local_token (or token) of agent.yaml.' }];
    const { exitCode, out, messages } = await repair();
    expect([exitCode, out]).toEqual([1, '']);
    expect(messages).toContain('refused: Send local_token (or token) of agent.yaml.');
    expect(messages).not.toContain(TOKEN);
    answers['GET /api/agent/damage'] = [502, '<html>'];
    expect((await repair()).messages).toContain('refused: status 502');
  });

  it('that does not answer is named with its address and what to look at', async () => {
    const { exitCode, messages } = await repair('--agent', 'http://127.0.0.1:9');
    expect(exitCode).toBe(1);
    expect(messages).toMatch(/no agent answers at http:\/\/127.0.0.1:9 .*systemctl status archivesmp-agent/);
  });

  it('is not asked without a token, or at what is no address', async () => {
    expect((await repair('--agent', 'ftp://x')).messages).toContain(
      '--agent: this is not the address of the agent',
    );
    vi.stubEnv('ARCHIVESMP_AGENT_TOKEN', '');
    const { exitCode, messages } = await repair();
    expect(exitCode).toBe(1);
    expect(messages).toMatch(/no token .* --token-file FILE, or set ARCHIVESMP_AGENT_TOKEN/);
    expect((await repair('--token-file', '/nowhere')).messages).toContain('/nowhere: no such file');
    expect(asked).toEqual([]);
  });
});
