import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingPage, FindingView } from '@archivesmp/contracts/finding';
import { aDifference, discoverKnownFleet, scannedFleet } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

describe('reviewing a finding', () => {
  let api: TestApi;
  let finding: FindingView;
  let operator: (path: string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    api = await bootTestApi();
    const instances = await discoverKnownFleet(api.history);
    await scannedFleet(api.history, instances, () => ({ findings: [aDifference(0), aDifference(1)] }));
    operator = await api.as(['write']);
    finding = (await list('')).findings[0]!;
  });
  afterAll(() => api?.close());

  const list = async (query: string): Promise<FindingPage> =>
    (await (await operator(`/api/v1/findings${query}`)).json()) as FindingPage;
  const review = (id: string, body: object): Promise<Response> =>
    operator(`/api/v1/findings/${id}/review`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is kept with who and when, shown, filtered by and audited', async () => {
    const answer = await review(finding.id, { verdict: 'flagged-bad', comment: 'breaks the arena' });
    expect(answer.status).toBe(200);
    const shown = (await answer.json()) as FindingView;
    expect(shown.review).toMatchObject({ verdict: 'flagged-bad', comment: 'breaks the arena' });
    expect(Date.parse(shown.review!.at)).toBeGreaterThan(Date.now() - 60_000);
    expect(shown).toEqual({ ...finding, review: shown.review });
    expect((await list('?review=flagged-bad')).findings).toEqual([shown]);
    expect((await list('?review=pending')).count).toBe(5);
    expect((await list('?review=pending,flagged-bad')).count).toBe(6);
    const audit = await (await operator('/api/v1/audit?action=finding.reviewed')).text();
    expect(audit).toContain(finding.id);
    expect(audit).toContain('breaks the arena');
  });

  it('refuses another verdict, another field, and a finding that is none', async () => {
    const wrong = await review(finding.id, { verdict: 'fine' });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('pending, approved-good, flagged-bad');
    expect((await review(finding.id, { verdict: 'pending', by: 'somebody' })).status).toBe(400);
    expect((await review('11111111-1111-4111-8111-111111111111', { verdict: 'pending' })).status).toBe(404);
    expect((await review('nothing', { verdict: 'pending' })).status).toBe(404);
    expect((await operator('/api/v1/findings?review=fine')).status).toBe(400);
  });
});
