import { expect, it } from 'vitest';
import { redisSettingsRemedy } from './settings-refusal.js';

it.each([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'redis.password'],
  ['NOAUTH Authentication required.', 'redis.username'],
  ["NOPERM this user has no permissions to run the 'info' command", 'redis.username'],
  ['ERR DB index is out of range', 'redis.database'],
])('of "%s" the setting is named', (message, setting) =>
  expect(redisSettingsRemedy(new Error(message))).toContain(setting),
);

it('names the group where the certificate is not believed', () =>
  expect(redisSettingsRemedy(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }))).toMatch(
    /expired.* of redis$/,
  ));

it.each([new Error('connect ECONNREFUSED'), new Error('LOADING Redis is loading'), undefined, 'WRONGPASS'])(
  'says nothing of %s',
  (error) => expect(redisSettingsRemedy(error)).toBeUndefined(),
);
