import { describe, expect, it } from 'vitest';
import { ApplyError, failureOf, toApplyError } from './apply-order.js';

const failing = (code: unknown, message = 'boom'): Error => Object.assign(new Error(message), { code });

describe('why an order was stopped', () => {
  it.each<[unknown, string]>([
    [failing('ENOSPC'), 'ENOSPC'],
    [failing('EACCES'), 'EACCES'],
    [failing('ERR_INVALID_ARG'), 'boom'],
    [failing('noEIO'), 'boom'],
    [failing('EIO2'), 'boom'],
    [failing(undefined), 'boom'],
    [{ code: 'EIO' }, 'EIO'],
    [{ code: 'odd' }, 'unknown reason'],
    [null, 'unknown reason'],
    ['thrown', 'unknown reason'],
  ])('no. %# by the disk is told by its code, else by its words', (error, words) => {
    expect(failureOf(toApplyError(error, 'plugins/a.yml'))).toEqual({
      code: 'disk',
      reason: `writing was refused (${words})`,
      path: 'plugins/a.yml',
    });
    expect(failureOf(toApplyError(error))).not.toHaveProperty('path');
  });

  it('stays what it is when it is known, and begins with the path where there is one', () => {
    const known = new ApplyError('base_moved', 'it changed', 'plugins/a.yml');
    expect(toApplyError(known, 'plugins/b.yml')).toBe(known);
    expect(String(known)).toBe('ApplyError: plugins/a.yml: it changed');
    expect(String(new ApplyError('expired', 'too late'))).toBe('ApplyError: too late');
  });
});
