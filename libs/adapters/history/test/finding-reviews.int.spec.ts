import { randomUUID } from 'node:crypto';
import type { FindingVerdict } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import { aDrift, anInstance, at, discover, historyRig, scanOnce } from './history-rig.js';

it('keeps the last word on a finding and filters by it', async () => {
  await using rig = await historyRig();
  const { history } = rig;
  const bent = anInstance('BENT01');
  await discover(history, bent);
  await scanOnce(history, bent, [aDrift('a'), aDrift('b'), aDrift('c')], at(10));
  const { findings } = await history.findings.listFindings({}, { limit: 10 });
  const [a, b, c] = ['a', 'b', 'c'].map((key) => findings.find((one) => one.key === `Settings.${key}`)!.id);
  const keys = async (...reviews: FindingVerdict[]) =>
    (await history.findings.listFindings({ reviews }, { limit: 10 })).findings.map(({ id }) => id).sort();

  expect(await keys('pending')).toEqual([a, b, c].sort());
  await history.findingReviews.reviewFinding(a!, { verdict: 'approved-good', by: 'mia' }, at(20));
  await history.findingReviews.reviewFinding(
    a!,
    { verdict: 'flagged-bad', comment: 'it breaks the arena', by: 'noah' },
    at(21),
  );
  await history.findingReviews.reviewFinding(b!, { verdict: 'approved-good', by: 'mia' }, at(22));
  expect(await rig.count('finding_reviews')).toBe(2);
  expect((await history.findings.getFinding(a!))?.review).toEqual({
    verdict: 'flagged-bad',
    comment: 'it breaks the arena',
    by: 'noah',
    at: at(21).toISOString(),
  });
  expect(await keys('flagged-bad')).toEqual([a]);
  expect(await keys('approved-good', 'flagged-bad')).toEqual([a, b].sort());
  expect(await keys('pending')).toEqual([c]);
  expect(await keys('pending', 'flagged-bad')).toEqual([a, c].sort());
  expect(await keys('pending', 'approved-good', 'flagged-bad')).toEqual([a, b, c].sort());
  expect(await history.findings.countFindings({ reviews: ['approved-good'] }, 'instance')).toEqual(
    new Map([['BENT01', 1]]),
  );
  await history.findingReviews.reviewFinding(b!, { verdict: 'pending', by: 'mia' }, at(23));
  expect(await keys('pending')).toEqual([b, c].sort());
});

it('is pending again when the finding says something else, and not when nothing changed', async () => {
  await using rig = await historyRig();
  const { history } = rig;
  const bent = anInstance('BENT01');
  await discover(history, bent);
  await scanOnce(history, bent, [aDrift('a', { actual: 5 })], at(10));
  const [finding] = (await history.findings.listFindings({}, { limit: 1 })).findings;
  await history.findingReviews.reviewFinding(finding!.id, { verdict: 'approved-good', by: 'mia' }, at(20));
  await scanOnce(history, bent, [aDrift('a', { actual: 5 })], at(30));
  expect((await history.findings.getFinding(finding!.id))?.review?.verdict).toBe('approved-good');
  await scanOnce(history, bent, [aDrift('a', { actual: 6 })], at(40));
  expect((await history.findings.getFinding(finding!.id))?.review).toBeUndefined();
  expect((await history.findings.listFindings({ reviews: ['pending'] }, { limit: 5 })).findings).toHaveLength(
    1,
  );
});

it('says when there is no such finding', async () => {
  await using rig = await historyRig();
  const review = { verdict: 'approved-good', by: 'mia' } as const;
  expect(await rig.history.findingReviews.reviewFinding(randomUUID(), review, at(1))).toBe(false);
  expect(await rig.history.findingReviews.reviewFinding('nothing', review, at(1))).toBe(false);
  expect(await rig.count('finding_reviews')).toBe(0);
});
