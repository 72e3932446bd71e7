import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeploymentView, PlanView } from '@archivesmp/api-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAsmp } from '../program.js';
import { collectingTerminal } from '../terminal/collecting-terminal.js';
import { planView } from '../../test/plan-view.js';

const TOKEN = 'asmp_never-shown';
const HASH = 'ab'.repeat(32);
const PLAN = '11111111-2222-4333-8444-555555555555';
const DEPLOYMENT = '66666666-2222-4333-8444-555555555555';

interface Asked {
  readonly route: string;
  readonly body: unknown;
  readonly key: string | undefined;
}

let server: Server;
let asked: Asked[];
/** What the hub answers by route, one after the other; the last answer stays. */
let answers: Record<string, [status: number, body: unknown][]>;

beforeEach(async () => {
  asked = [];
  answers = {};
  server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const route = `${request.method} ${request.url}`;
      if (route === 'GET /api/v1/events')
        return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 3000\n\n');
      const key = request.headers['idempotency-key'] as string | undefined;
      asked.push({ route, body: text === '' ? undefined : JSON.parse(text), key });
      const [status, body] = (answers[route]!.length > 1 ? answers[route]!.shift() : answers[route]![0])!;
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      return response
        .writeHead(status, { 'content-type': type })
        .end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('ARCHIVESMP_HUB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('ARCHIVESMP_TOKEN', TOKEN);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece as string;
  return text;
}

async function asmp(...args: string[]) {
  const terminal = collectingTerminal();
  const exitCode = await runAsmp(args, terminal);
  const [out, err] = [terminal.printed.join('\n'), terminal.messages.join('\n')];
  expect(out + err).not.toContain(TOKEN);
  return { exitCode, out, err };
}

const plan = (more: Partial<PlanView> = {}): PlanView => planView({ id: PLAN, hash: HASH, ...more });

const deployment = (state: DeploymentView['state']): DeploymentView => ({
  id: DEPLOYMENT,
  kind: 'apply',
  state,
  requestedBy: 'mia',
  requestedAt: '2026-11-21T09:00:00.000Z',
  instances: [],
  canBeTakenBack: false,
  progress: { done: 0, of: 0, words: '0 of 0 done' },
});

const problem = (status: number, code: string): [number, unknown] => [
  status,
  {
    status,
    code,
    type: 'urn',
    title: 'No',
    detail: 'It moved.',
    help: 'Make a new plan.',
    instance: 'request-7',
    errors: [
      {
        field: 'DEV01 config.yml',
        message:
          'planned on aa, now bb\nIndex: config.yml\n--- a\n+++ b\n@@ -1 +1 @@\n-a: 1\n+\ta: \u001b[2J\n',
      },
    ],
  },
];

describe('what the hub refuses', () => {
  it('is said once, whether its sentence has it already or not', async () => {
    const refusal = (detail: string) => ({
      status: 400,
      code: 'request.invalid',
      type: 'urn',
      title: 'No',
      detail,
      help: 'Correct it.',
      instance: 'request-8',
      errors: [{ field: 'title', message: 'must be shorter' }],
    });
    for (const [detail, expected] of [
      ['title must be shorter.', 'asmp: title must be shorter.\n  Correct it.'],
      ['The body is not valid.', 'asmp: The body is not valid.\n  title: must be shorter\n  Correct it.'],
    ] as const) {
      answers = { 'GET /api/v1/holds': [[400, refusal(detail)]] };
      expect(await asmp('holds')).toMatchObject({ exitCode: 1, err: expected });
    }
  });
});

describe('asmp plan', () => {
  const set = ['plan', '--set', 'DEV01', 'CMI/config.yml', 'spawn.y', '-64'];

  it('waits until the plan is made', async () => {
    answers = {
      'POST /api/v1/plans': [[202, plan({ state: 'making' })]],
      [`GET /api/v1/plans/${PLAN}`]: [
        [200, plan({ state: 'making' })],
        [200, plan()],
      ],
    };
    const { exitCode, out } = await asmp(...set);
    expect(exitCode).toBe(0);
    expect(out).toContain(`hash ${HASH}`);
    expect(asked[0]!.body).toEqual({
      title: 'spawn.y in CMI/config.yml on DEV01',
      changes: [
        {
          instances: ['DEV01'],
          plugin: 'CMI',
          file: 'config.yml',
          edits: [{ op: 'set', path: ['spawn', 'y'], value: -64 }],
        },
      ],
    });
    expect(asked[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['it could not be made', plan({ state: 'failed', reason: 'no baseline' })],
    ['nothing is left of it', plan({ state: 'empty' })],
    [
      'a part of it was refused',
      plan({ plan: { waves: [], refusals: [{ instanceId: 'i', path: 'a.yml', reason: 'on hold' }] } }),
    ],
  ])('ends with 2 when %s', async (_, made) => {
    answers = {
      'POST /api/v1/plans': [[202, plan({ state: 'making' })]],
      [`GET /api/v1/plans/${PLAN}`]: [[200, made]],
      'GET /api/v1/instances': [[200, { instances: [], count: 0 }]],
    };
    expect((await asmp(...set)).exitCode).toBe(2);
  });

  it('puts drift right by the instances', async () => {
    answers = {
      'POST /api/v1/deploy': [[202, plan({ state: 'making' })]],
      [`GET /api/v1/plans/${PLAN}`]: [[200, plan()]],
    };
    const { exitCode, out } = await asmp('plan', '--drift', 'A01', 'B01', '--plugin', 'CMI', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual(plan());
    expect(asked[0]!.body).toEqual({ instances: ['A01', 'B01'], plugins: ['CMI'] });
  });

  it.each([[['plan']], [['plan', '--drift', 'A', '--finding', 'f']], [['plan', '--set', 'A', 'B']]])(
    '%j asks the hub for nothing',
    async (args) => {
      expect((await asmp(...args)).exitCode).toBe(1);
      expect(asked).toEqual([]);
    },
  );
});

describe('asmp approve', () => {
  const APPROVE = `POST /api/v1/plans/${PLAN}/approve`;
  beforeEach(() => {
    answers = {
      'GET /api/v1/plans?limit=200': [[200, { plans: [plan()], count: 1 }]],
      [`GET /api/v1/plans/${PLAN}`]: [[200, plan()]],
      [APPROVE]: [[200, plan({ state: 'approved' })]],
    };
  });

  it('shows the plan, and approves the hash of just that', async () => {
    const { exitCode, out } = await asmp('approve', '1111', '--comment', 'read it');
    expect(exitCode).toBe(0);
    expect(out).toContain(`hash ${HASH}`);
    expect(out).toContain('Approved the plan abababababab');
    expect(asked.at(-1)).toMatchObject({ route: APPROVE, body: { hash: HASH, comment: 'read it' } });
  });

  it.each([
    ['cdcdcdcdcdcd', 2],
    ['abab', 1],
  ])('decides nothing for the hash %s', async (hash, code) => {
    expect((await asmp('approve', PLAN, '--hash', hash)).exitCode).toBe(code);
    expect(asked.map(({ route }) => route)).not.toContain(APPROVE);
  });

  it('an id that more than one begins with is no id', async () => {
    const twin = plan({ id: PLAN.replace('5555', '6666') });
    answers['GET /api/v1/plans?limit=200'] = [[200, { plans: [plan(), twin], count: 2 }]];
    expect(await asmp('approve', '1111')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('2 of the plans'),
    });
    expect((await asmp('approve', '9999')).err).toContain('no plan of the newest has an id that begins so');
    expect((await asmp('approve', 'last')).err).toContain('this is no id of a plan');
  });

  it('a refusal is told with what to do', async () => {
    answers[APPROVE] = [problem(403, 'plan.self-approval')];
    const { exitCode, err } = await asmp('approve', PLAN);
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: [
        'asmp: It moved.',
        '  DEV01 config.yml: planned on aa, now bb',
        '    @@ -1 +1 @@',
        '    -a: 1',
        '    +\ta: \\u001b[2J',
        '  Make a new plan.',
      ].join('\n'),
    });
  });
});

describe('asmp apply', () => {
  const RUN = 'POST /api/v1/deployments';
  const READ = `GET /api/v1/deployments/${DEPLOYMENT}`;
  beforeEach(() => {
    answers = {
      [`GET /api/v1/plans/${PLAN}`]: [[200, plan({ state: 'approved' })]],
      [RUN]: [[202, deployment('waiting')]],
    };
  });

  it('begins and ends without --wait', async () => {
    const { exitCode, out } = await asmp(
      'apply',
      PLAN,
      '--per-host',
      '1',
      '--wait-for-empty',
      '60',
      '--while-stopped',
    );
    expect(exitCode).toBe(0);
    expect(out).toContain(`follow it: asmp deployment ${DEPLOYMENT} --wait`);
    expect(asked.at(-1)).toMatchObject({
      route: RUN,
      body: { planId: PLAN, hash: HASH, perHost: 1, waitForEmptySeconds: 60, whileStopped: true },
      key: expect.any(String),
    });
  });

  it.each([
    ['succeeded', 0],
    ['failed', 2],
    ['paused', 2],
    ['stopped', 2],
  ] as const)('with --wait, one that is %s at last ends with %i', async (state, code) => {
    answers[READ] = [
      [200, deployment('running')],
      [200, deployment(state)],
    ];
    const { exitCode, out, err } = await asmp('apply', PLAN, '--wait');
    expect({ exitCode, err }).toEqual({ exitCode: code, err: '' });
    expect(out).toContain(`apply  ${state}`);
  });

  it.each([
    [problem(409, 'plan.stale'), 2],
    [problem(409, 'deployment.held'), 2],
    [problem(404, 'resource.not-found'), 1],
    [problem(403, 'auth.forbidden'), 1],
  ])('the refusal %j ends with %i', async (refusal, code) => {
    answers[RUN] = [refusal];
    expect((await asmp('apply', PLAN)).exitCode).toBe(code);
  });

  it('tells scripts the code of a refusal', async () => {
    answers[RUN] = [problem(409, 'plan.stale')];
    const { exitCode, out } = await asmp('apply', PLAN, '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      problem: { status: 409, code: 'plan.stale', requestId: 'request-7' },
    });
  });

  it('is not begun for another plan than the one that was read', async () => {
    expect((await asmp('apply', PLAN, '--hash', 'cdcdcdcdcdcd')).exitCode).toBe(2);
    expect(asked.map(({ route }) => route)).not.toContain(RUN);
  });
});

describe('the other verbs', () => {
  it('restart sends one way of naming, and how many are meant', async () => {
    answers['POST /api/v1/restart'] = [[202, deployment('waiting')]];
    expect((await asmp('restart', '--flagged', '--expect', '3', '--countdown', '10')).exitCode).toBe(0);
    expect(asked[0]!.body).toEqual({ flagged: true, expect: 3, countdownSeconds: 10 });
    for (const args of [['restart'], ['restart', '--all', '--flagged']])
      expect((await asmp(...args)).exitCode).toBe(1);
    expect(asked.length).toBe(1);
  });

  it('stop-server and start-server send what is named', async () => {
    answers['POST /api/v1/stop'] = [[202, deployment('waiting')]];
    answers['POST /api/v1/start'] = [[202, deployment('waiting')]];
    await asmp('stop-server', '--instance', 'BENT01', 'EVO01', '--expect', '2', '--countdown', '10');
    expect(asked[0]!.body).toEqual({ instances: ['BENT01', 'EVO01'], expect: 2, countdownSeconds: 10 });
    expect((await asmp('start-server', '--all')).exitCode).toBe(0);
    expect(asked[1]!.body).toEqual({ all: true });
    for (const verb of ['stop-server', 'start-server']) expect((await asmp(verb)).exitCode).toBe(1);
    expect(asked.length).toBe(2);
  });

  it.each([
    ['pause', 'pause'],
    ['resume', 'resume'],
    ['accept', 'accept'],
    ['stop', 'stop-and-undo'],
  ])('%s sends %s', async (verb, action) => {
    answers[`POST /api/v1/deployments/${DEPLOYMENT}/steer`] = [[200, deployment('paused')]];
    expect((await asmp(verb, DEPLOYMENT)).exitCode).toBe(0);
    expect(asked[0]).toMatchObject({ body: { action }, key: expect.any(String) });
  });

  it('windows ends with 2 when changes are not allowed', async () => {
    const sentence = 'changes are not allowed now; next at Sat 21 Nov 22:00 Europe/Berlin';
    answers['GET /api/v1/change-windows'] = [[200, { allowed: false, sentence }]];
    expect(await asmp('windows')).toEqual({ exitCode: 2, out: sentence, err: '' });
  });

  it('audit verify ends with 2 where the record is broken, and says where', async () => {
    const head = 'c'.repeat(64);
    answers['GET /api/v1/audit/verification'] = [
      [200, { rows: 8, head }],
      [200, { rows: 3, head, broken: { id: '4', why: 'The row was changed.' } }],
      [200, { rows: 3, head, cut: { rows: 12, until: '2024-11-21T07:00:00.000Z' } }],
    ];
    expect(await asmp('audit', 'verify')).toMatchObject({ exitCode: 0, out: expect.stringContaining(head) });
    expect(await asmp('audit', 'verify')).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining('broken at row 4: The row was changed.'),
    });
    expect((await asmp('audit', 'verify')).out).toContain('for 12 older rows, until 2024-11-21');
  });

  it('a restart is said to be needed, or not, with the reason', async () => {
    answers['POST /api/v1/instances/BENT01/needs-restart'] = [[204, undefined]];
    answers['POST /api/v1/instances/BENT01/needs-no-restart'] = [[204, undefined]];
    expect((await asmp('mark-restart', 'BENT01', '--reason', 'by hand')).out).toContain('needs a restart');
    expect((await asmp('unmark-restart', 'BENT01', '--reason', 'it reloads')).out).toContain('no longer');
    expect(asked.map(({ body }) => body)).toEqual([{ reason: 'by hand' }, { reason: 'it reloads' }]);
    expect((await asmp('unmark-restart', 'BENT01')).exitCode).not.toBe(0);
  });

  it('a hold begins by the clock of this machine and is lifted by the name of its instance', async () => {
    const hold = {
      id: PLAN,
      instanceId: 'i',
      instance: 'BENT01',
      reason: 'event',
      by: 'mia',
      since: '2026-11-21T09:00:00Z',
    };
    answers = {
      'POST /api/v1/holds': [[201, hold]],
      'GET /api/v1/holds': [[200, { holds: [hold, { ...hold, id: DEPLOYMENT, instance: 'A01' }], count: 2 }]],
      [`DELETE /api/v1/holds/${PLAN}`]: [[204, undefined]],
    };
    expect((await asmp('hold', 'BENT01', '--reason', 'event', '--until', '2026-11-23')).exitCode).toBe(0);
    expect(asked[0]!.body).toEqual({
      instance: 'BENT01',
      reason: 'event',
      until: new Date('2026-11-23T00:00').toISOString(),
    });
    expect(await asmp('lift', 'BENT01')).toMatchObject({ exitCode: 0, out: `lifted ${PLAN}` });
    expect((await asmp('lift', 'NOSUCH')).err).toContain('this instance is not held');
    expect((await asmp('hold', 'BENT01', '--reason', 'event', '--until', 'soon')).exitCode).toBe(1);
  });

  it('restore says what it needs, and nothing else', async () => {
    answers = {
      'POST /api/v1/backups/restore': [[202, plan({ state: 'making' })]],
      [`GET /api/v1/plans/${PLAN}`]: [[200, plan()]],
    };
    expect((await asmp('restore', '--instance', 'BENT01', '--at', '2026-11-20T18:00:00Z')).exitCode).toBe(0);
    expect(asked[0]!.body).toEqual({ instance: 'BENT01', at: '2026-11-20T18:00:00.000Z' });
    const before = asked.length;
    for (const args of [
      [],
      ['--instance', 'A'],
      [PLAN, '--instance', 'A', '--at', '2026-11-20'],
      ['--at', '2026'],
    ])
      expect((await asmp('restore', ...args)).exitCode).toBe(1);
    expect(asked.length).toBe(before);
  });

  it('backup diff shows what differs, and no command to the terminal', async () => {
    const files = [
      { path: 'a.yml', standing: 'same' },
      {
        path: 'b.yml',
        standing: 'changed',
        diff: 'Index: b.yml\n=====\n--- b.yml\tthen\n+++ b.yml\tnow\n@@ -1 +1 @@\n-\ta: \u001b[2J\n+\ta: 2\n',
      },
      { path: 'c.yml', standing: 'unknown', reason: 'it cannot be read' },
    ];
    const backup = { id: PLAN, instance: 'BENT01', takenAt: '2026-11-21T09:00:00Z' };
    answers[`GET /api/v1/backups/${PLAN}/diff`] = [[200, { backup, files, different: 2 }]];
    const { exitCode, out, err } = await asmp('backup', 'diff', PLAN);
    expect({ exitCode, out }).toEqual({
      exitCode: 2,
      out: 'changed: b.yml\n@@ -1 +1 @@\n-\ta: \\u001b[2J\n+\ta: 2\nunknown: c.yml\n  it cannot be read',
    });
    expect(err).toContain('2 of 3 files differ');
  });

  it('a backup operation that failed ends with 2', async () => {
    const operation = {
      id: PLAN,
      kind: 'backup.verify',
      requestedBy: 'mia',
      requestedAt: '2026-11-21T09:00:00Z',
    };
    const failed = {
      ...operation,
      state: 'failed',
      reason: '1 of 20 backups are damaged.',
      result: { verified: 20 },
    };
    answers = {
      'POST /api/v1/backups/verify': [[202, { ...operation, state: 'requested' }]],
      [`GET /api/v1/operations/${PLAN}`]: [[200, failed]],
    };
    const { exitCode, out } = await asmp('backup', 'verify', '--percent', '10', '--wait');
    expect(exitCode).toBe(2);
    expect(out).toContain('1 of 20 backups are damaged.\n  verified: 20');
    expect(asked[0]!.body).toEqual({ percent: 10 });
    expect((await asmp('backup', 'verify', '--percent', '0')).exitCode).toBe(1);
  });

  it('baseline log, undo and delete tell versions, and who nobody knows', async () => {
    const change = {
      version: 17,
      plugin: 'CMI',
      path: 'config.yml',
      change: 'saved',
      revision: 'abc',
      at: '2026-11-21T09:00:00Z',
    };
    const undone = { ...change, version: 19, change: 'undone', of: 17, by: 'mia', reason: 'too \u001bhigh' };
    answers = {
      'GET /api/v1/baseline-revisions?limit=20&file=CMI%2Fconfig.yml': [
        [200, { revisions: [undone, change], count: 2 }],
      ],
      'POST /api/v1/baseline-revisions/17/undo': [
        [200, { changed: undone, written: true }],
        problem(409, 'resource.conflict'),
      ],
      'DELETE /api/v1/baselines/CMI/config.yml?reason=old': [[200, { ...undone, change: 'deleted' }]],
    };
    const log = await asmp('baseline', 'log', 'CMI/config.yml');
    expect(log.out.split('\n')).toEqual([
      expect.stringMatching(/^19 .* mia +undone \(of 17\) +CMI\/config\.yml +too \\u001bhigh$/),
      expect.stringMatching(/^17 .* not known +saved +CMI\/config\.yml$/),
    ]);
    const undo = await asmp('baseline', 'undo', '17', '--reason', 'too high');
    expect(undo).toMatchObject({ exitCode: 0, out: expect.stringContaining('(version 19)') as string });
    expect(asked.at(-1)!.body).toEqual({ reason: 'too high' });
    expect((await asmp('baseline', 'undo', '17')).exitCode).toBe(2);
    const deleting = ['baseline', 'delete', 'CMI/config.yml', '--reason', 'old'];
    expect((await asmp(...deleting)).err).toContain('--revision');
    expect((await asmp(...deleting, '--revision', 'abc')).out).toContain('asmp baseline undo 19');
    expect((await asmp('baseline', 'restore', 'monday')).err).toContain('a version is a number');
  });

  it('a list that is empty is said to be, with what was asked for', async () => {
    answers = {
      'GET /api/v1/plans?limit=20': [[200, { plans: [], count: 0 }]],
      'GET /api/v1/plans?limit=20&state=open': [[200, { plans: [], count: 0 }]],
      'GET /api/v1/deployments?limit=20': [[200, { deployments: [], count: 0 }]],
      'GET /api/v1/baselines?plugin=CMI': [[200, { baselines: [], count: 0 }]],
    };
    expect((await asmp('plans')).err).toBe('There are no plans.');
    expect((await asmp('plans', '--state', 'open')).err).toBe('There are no plans in the state open.');
    expect((await asmp('deployments')).err).toBe('There are no deployments.');
    expect((await asmp('baseline', 'list', 'CMI')).err).toBe('There are no baselines of CMI.');
  });

  it('a hub that is unavailable is an error that says so', async () => {
    server.closeAllConnections();
    server.close();
    const { exitCode, err } = await asmp('pause', DEPLOYMENT);
    expect(exitCode).toBe(1);
    expect(err).toMatch(
      /^asmp: The hub at http:\/\/127\.0\.0\.1:\d+ does not answer: nobody listens there\.$/,
    );
  });
});
