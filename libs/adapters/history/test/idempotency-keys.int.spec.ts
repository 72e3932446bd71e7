import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, historyRig, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeAll(async () => {
  rig = await historyRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const aRequest = (key: string, more: object = {}) => ({
  key,
  actor: 'mia',
  requestHash: 'a'.repeat(64),
  ...more,
});

it('lets one of many equal requests through, and gives the others its answer', async () => {
  const { idempotencyKeys } = rig.history;
  const request = aRequest('k1');
  const settled = await Promise.allSettled(
    [1, 2, 3, 4].map(() => idempotencyKeys.beginKeyedRequest(request, at(0))),
  );
  expect(settled.filter((one) => one.status === 'fulfilled')).toEqual([
    { status: 'fulfilled', value: undefined },
  ]);
  for (const one of settled)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'request.in-progress' });
  await rig.history.transaction(async (sql) => {
    await idempotencyKeys.recordKeyedAnswer(request, { status: 202, body: { id: 7 } }, at(1), sql);
  });
  expect(await idempotencyKeys.beginKeyedRequest(request, at(2))).toEqual({ status: 202, body: { id: 7 } });
});

it('refuses a key with another request, but knows the keys of other actors apart', async () => {
  const { idempotencyKeys } = rig.history;
  await idempotencyKeys.beginKeyedRequest(aRequest('k2'), at(0));
  const other = idempotencyKeys.beginKeyedRequest(aRequest('k2', { requestHash: 'b'.repeat(64) }), at(1));
  await expect(other).rejects.toMatchObject({ code: 'request.replayed' });
  expect(await idempotencyKeys.beginKeyedRequest(aRequest('k2', { actor: 'ben' }), at(1))).toBeUndefined();
});

it('is free again after a failure without effect, after its process was lost, and after its time', async () => {
  const { idempotencyKeys } = rig.history;
  const request = aRequest('k3');
  expect(await idempotencyKeys.beginKeyedRequest(request, at(0))).toBeUndefined();
  await idempotencyKeys.forgetKeyedRequest(request);
  expect(await idempotencyKeys.beginKeyedRequest(request, at(1))).toBeUndefined();
  await expect(idempotencyKeys.beginKeyedRequest(request, at(60))).rejects.toMatchObject({
    code: 'request.in-progress',
  });
  expect(await idempotencyKeys.beginKeyedRequest(request, at(61))).toBeUndefined();
  await idempotencyKeys.recordKeyedAnswer(request, { status: 204, body: undefined }, at(62));
  await idempotencyKeys.forgetKeyedRequest(request);
  expect(await idempotencyKeys.beginKeyedRequest(request, at(63))).toEqual({ status: 204, body: null });
  expect(
    await idempotencyKeys.beginKeyedRequest({ ...request, requestHash: 'c'.repeat(64) }, at(90_000)),
  ).toBeUndefined();
  await rig.history.retained.thinOutRecords('request', at(200_000), () => []);
  expect(await rig.count('idempotency_keys')).toBe(0);
});

it('counts the time of a lost request in working time, so that a clock that is set back keeps no caller waiting', async () => {
  const { idempotencyKeys } = rig.history;
  const worked = (seconds: number) =>
    rig.sql.query('REPLACE INTO work_clock (id, worked_at) VALUES (1, ?)', [at(5_000 + seconds)]);
  await worked(0);
  const request = aRequest('k5');
  expect(await idempotencyKeys.beginKeyedRequest(request, at(5_000))).toBeUndefined();
  // An hour ahead, the request is still under way; an hour behind, it was lost a minute ago.
  await worked(20);
  const ahead = idempotencyKeys.beginKeyedRequest(request, at(8_600));
  await expect(ahead).rejects.toMatchObject({ code: 'request.in-progress' });
  await worked(65);
  expect(await idempotencyKeys.beginKeyedRequest(request, at(1_400))).toBeUndefined();
});
