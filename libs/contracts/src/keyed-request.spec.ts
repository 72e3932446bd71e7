import { expect, it } from 'vitest';
import { REQUEST_LOST_AFTER_SECONDS, repeatedRequest, type RecordedRequest } from './keyed-request.js';

const NOW = new Date('2026-11-30T12:00:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
const outcome = (more: Partial<RecordedRequest> = {}) =>
  repeatedRequest(
    { isSame: true, isAnswered: false, expiresAt: ago(-1), begunAt: ago(1), ...more },
    { now: NOW, worked: NOW },
  );

it('gets the answer that was given before, however long ago it began', () => {
  expect(outcome({ isAnswered: true, begunAt: ago(9_999) })).toBe('answered');
});

it('waits for the first one until that counts as lost', () => {
  expect(outcome()).toBe('in-progress');
  expect(outcome({ begunAt: ago(REQUEST_LOST_AFTER_SECONDS - 0.001) })).toBe('in-progress');
  expect(outcome({ begunAt: ago(REQUEST_LOST_AFTER_SECONDS) })).toBe('begins-again');
});

it('is refused under the key of another request, answered or lost', () => {
  expect(outcome({ isSame: false, isAnswered: true })).toBe('another-request');
  expect(outcome({ isSame: false, begunAt: ago(9_999) })).toBe('another-request');
});

it('begins again under a key that has expired, whatever is recorded of it', () => {
  for (const isSame of [true, false])
    for (const isAnswered of [true, false])
      expect(outcome({ isSame, isAnswered, expiresAt: NOW })).toBe('begins-again');
});

it('counts loss by working time, not by the time of day', () => {
  const recorded = { isSame: true, isAnswered: false, expiresAt: ago(-1), begunAt: ago(9_999) };
  expect(repeatedRequest(recorded, { now: NOW, worked: ago(9_998) })).toBe('in-progress');
});
