import { describe, expect, it } from 'vitest';
import { whyRedisUnavailable } from './agent-loop.js';

describe('why no job comes', () => {
  it.each([
    'WRONGPASS invalid username-password pair or user is disabled.',
    'NOAUTH Authentication required.',
  ])('is the account where Redis says %s', (message) =>
    expect(whyRedisUnavailable(new Error(message), 'ovh')).toContain('asmp host rotate ovh'),
  );

  it.each([undefined, new Error('connect ECONNREFUSED 127.0.0.1:6379')])(
    'is Redis itself otherwise',
    (error) => expect(whyRedisUnavailable(error, 'ovh')).toBe('Redis does not answer'),
  );
});
