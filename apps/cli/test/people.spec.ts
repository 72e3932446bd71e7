import type { PlanView } from '@archivesmp/api-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { planView } from './plan-view.js';
import { standInHub } from './stand-in-hub.js';

const PLAN = '11111111-2222-4333-8444-555555555555';
const HASH = 'ab'.repeat(32);
const READ = `GET /api/v1/plans/${PLAN}`;
const OWN = 'You made this plan, as mia (token laptop), so another person has to approve it.';
const MISSING = `Plan ${PLAN} is not approved yet: it has 0 of 1 approval. It can be started, and changes something, only after it is approved.`;

type Answers = Parameters<typeof standInHub>[0];
beforeEach(() => vi.stubEnv('ARCHIVESMP_TOKEN', 'asmp_never-shown'));
afterEach(() => vi.unstubAllEnvs());

async function asked(answers: Answers, ...args: string[]) {
  await using hub = await standInHub(answers);
  vi.stubEnv('ARCHIVESMP_HUB', hub.url);
  const ended = await hub.asmp(...args);
  return { ...ended, routes: hub.asked.map(({ route }) => route) };
}

const YOU_MAY = {
  approve: { allowed: false, whyNot: OWN },
  reject: { allowed: true },
  start: { allowed: false, whyNot: MISSING },
};
const plan = (more: Partial<PlanView> = {}) =>
  planView({ id: PLAN, hash: HASH, createdBy: 'mia (token laptop)', youMay: YOU_MAY, ...more });

describe('a plan', () => {
  it('says who made it, that they may not approve it and why, and what somebody else types', async () => {
    const { out } = await asked({ [READ]: { body: plan() } }, 'plans', PLAN);
    expect(out).toContain('by mia (token laptop)');
    expect(out.split('\n').slice(-2)).toEqual([
      OWN,
      `another person approves it: asmp approve ${PLAN} --hash abababababab`,
    ]);
  });

  it('says so to whoever may approve it', async () => {
    const youMay = { ...YOU_MAY, approve: { allowed: true } };
    const { out } = await asked({ [READ]: { body: plan({ youMay }) } }, 'plans', PLAN);
    expect(out).toContain(`read it and approve it: asmp approve ${PLAN} --hash abababababab`);
    expect(out).not.toContain('another person');
  });

  it('that is approved is not offered to whoever may not start it', async () => {
    const whyNot = 'Deciding and starting need the role operator; yours is viewer.';
    const youMay = { ...YOU_MAY, start: { allowed: false, whyNot } };
    const { out } = await asked({ [READ]: { body: plan({ state: 'approved', youMay }) } }, 'plans', PLAN);
    expect(out.split('\n').at(-1)).toBe(whyNot);
  });

  it('that nobody approved is not run: what is missing, and the next command', async () => {
    const refusal = { status: 409, code: 'plan.not-decidable', detail: MISSING, help: 'Look at it again.' };
    const answers = {
      [READ]: { body: plan() },
      'POST /api/v1/deployments': { status: 409, body: { ...refusal, errors: [] } },
    };
    const { exitCode, err } = await asked(answers, 'apply', PLAN);
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: [
        `asmp: ${MISSING}`,
        '  Look at it again.',
        `  ${OWN}`,
        `  another person approves it: asmp approve ${PLAN} --hash abababababab`,
      ].join('\n'),
    });
    const document = await asked(answers, 'apply', PLAN, '--json');
    expect(JSON.parse(document.out)).toMatchObject({ problem: { code: 'plan.not-decidable' } });
    expect(document.err).not.toContain('another person');
  });
});

describe('the audit', () => {
  const record = (more: object) => ({
    id: '1',
    at: '2026-11-21T09:00:00.000Z',
    actor: 'mia (token laptop)',
    person: 'mia',
    action: 'plan.requested',
    subject: 'CMI/config.yml',
    detail: { title: 'x'.repeat(90), via: 'token', ip: '127.0.0.1', person: 'mia' },
    ...more,
  });

  it('is asked for a person, and its columns say who it was', async () => {
    const records = [
      record({}),
      record({ actor: 'token:old laptop', subject: 's'.repeat(200), detail: { n: 1 } }),
    ];
    const answers = { 'GET /api/v1/audit': { body: { records, count: 2 } } };
    const { out, routes } = await asked(answers, 'audit', 'list', '--person', 'mia');
    expect(routes).toEqual(['GET /api/v1/audit?limit=20&person=mia']);
    const [first, second] = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(first!.slice(1)).toEqual([
      'mia (token laptop)',
      'plan.requested',
      'CMI/config.yml',
      `title ${'x'.repeat(90)}`,
    ]);
    expect(second!.slice(1)).toEqual(['mia (token old laptop)', 'plan.requested', 's'.repeat(200), 'n 1']);
    // One long subject does not push the facts of all others out of the window
    expect(out.split('\n')[0]!.length).toBeLessThan(200);
  });
});

describe('tokens', () => {
  const token = (label: string, more: object = {}) => ({
    id: `aaaa${label.length}000-2222-4333-8444-555555555555`,
    label,
    scopes: ['write'],
    createdBy: 'mia',
    owner: 'mia',
    createdAt: '2026-11-21T09:00:00.000Z',
    expiresAt: '2999-11-21T09:00:00.000Z',
    ...more,
  });
  const tokens = [
    token('laptop'),
    token('laptop', { id: 'bbbb0000-2222-4333-8444-555555555555', revokedAt: '2026-11-20T09:00:00.000Z' }),
    token('agent ovh', { scopes: ['agent:ovh'], owner: undefined }),
  ];
  const LIST = { 'GET /api/v1/tokens': { body: { tokens, count: tokens.length } } };
  const revoking = (id: string) => ({ ...LIST, [`DELETE /api/v1/tokens/${id}`]: { status: 204 } });

  it('are listed: whose each is, what it may, until when', async () => {
    const { out, err } = await asked(LIST, 'token', 'list');
    expect(out).toMatch(/aaaa6000 {2}laptop +mia +write +until 2999-11-2\d .* never used {2}made by mia/);
    expect(out).toMatch(/agent ovh +of a host +agent:ovh/);
    expect(out).not.toContain('bbbb0000');
    expect(err).toBe('Left out, as revoked or expired: 1; --all shows them.');
    const all = await asked(LIST, 'token', 'list', '--all');
    expect(all.out).toMatch(/bbbb0000 .* revoked 2026-11-20/);
  });

  it.each(['laptop', 'aaaa6', 'aaaa6000-2222-4333-8444-555555555555'])('are revoked by %s', async (named) => {
    const { out, routes } = await asked(revoking(tokens[0]!.id), 'token', 'revoke', named);
    expect(out).toBe(`Revoked laptop (mia), id ${tokens[0]!.id}, and every token that was made with it.`);
    expect(routes.at(-1)).toBe(`DELETE /api/v1/tokens/${tokens[0]!.id}`);
  });

  it.each(['phone', 'bbbb0000', 'aaaa'])('none is revoked by %s', async (named) => {
    const { exitCode, routes } = await asked(LIST, 'token', 'revoke', named);
    expect(exitCode).toBe(1);
    expect(routes).toEqual(['GET /api/v1/tokens']);
  });

  it.each([
    ['the whole id', tokens[0]!.id, tokens[0]!.id],
    ['the beginning of one', 'aaaa6000', 'aaaa6000'],
    ['the id of one that was revoked', tokens[1]!.id, tokens[1]!.id],
  ])('none is revoked by %s that another has as its label: both are named', async (_, named, label) => {
    const decoy = token(label, { id: 'cccc0000-2222-4333-8444-555555555555', owner: 'thief' });
    const answers = { 'GET /api/v1/tokens': { body: { tokens: [decoy, ...tokens], count: 4 } } };
    const { exitCode, err, routes } = await asked(answers, 'token', 'revoke', named);
    expect(exitCode).toBe(1);
    expect(err).toContain('the token laptop (mia), id ');
    expect(err).toContain(`the token ${label} (thief), id ${decoy.id}`);
    expect(routes).toEqual(['GET /api/v1/tokens']);
  });
});

describe('lifting holds', () => {
  const hold = (id: string, instance: string, instanceId: string) => ({
    id,
    instance,
    instanceId,
    by: 'mia',
    since: '2026-11-21T09:00:00.000Z',
    reason: 'event',
  });
  const BENT = 'bbbb0000-2222-4333-8444-555555555555';
  const first = hold('aaaa1111-2222-4333-8444-555555555555', 'BENT01', BENT);
  const other = 'dddd0000-2222-4333-8444-555555555555';

  it.each([BENT, first.id, first.id.slice(0, 8)])(
    'does nothing with %s, where another instance is called so',
    async (named) => {
      const decoy = hold('cccc0000-2222-4333-8444-555555555555', named, other);
      const answers = { 'GET /api/v1/holds': { body: { holds: [decoy, first], count: 2 } } };
      const { exitCode, err, routes } = await asked(answers, 'lift', named);
      expect(exitCode).toBe(1);
      expect(err).toContain(other);
      expect(routes).toEqual(['GET /api/v1/holds']);
    },
  );

  it('lifts by the name and by the id of the instance', async () => {
    const answers = {
      'GET /api/v1/holds': { body: { holds: [first], count: 1 } },
      [`DELETE /api/v1/holds/${first.id}`]: { status: 204 },
    };
    for (const named of ['BENT01', BENT, 'aaaa1111'])
      expect((await asked(answers, 'lift', named)).out).toBe(`lifted ${first.id}`);
  });
});
