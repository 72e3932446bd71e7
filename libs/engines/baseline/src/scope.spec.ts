import { describe, expect, it } from 'vitest';
import type { FleetInstance } from '@archivesmp/fleet';
import {
  compareScopes,
  parseScope,
  scopeCovers,
  SCOPE_KINDS,
  showScope,
  UNIVERSAL,
  type Scope,
} from './scope.js';

const scope = (kind: Scope['kind'], name: string, priority = 0): Scope => ({ kind, name, priority });
const bent: FleetInstance = {
  name: 'BENT01',
  host: 'hetzner',
  platform: 'paper',
  tags: ['skyblock'],
  aliases: ['old'],
};

describe('scopes', () => {
  it('go from the widest to the narrowest: universal, platform, host, tag, instance', () => {
    expect(SCOPE_KINDS).toEqual(['universal', 'platform', 'host', 'tag', 'instance']);
    for (const [index, wider] of SCOPE_KINDS.entries())
      for (const narrower of SCOPE_KINDS.slice(index + 1)) {
        expect(compareScopes(scope(narrower, 'x'), scope(wider, 'x'))).toBeGreaterThan(0);
        expect(compareScopes(scope(wider, 'x', 99), scope(narrower, 'x', 1))).toBeLessThan(0);
      }
  });

  it('of one kind are ordered by priority, and equal ones by nothing', () => {
    expect(compareScopes(scope('tag', 'a', 20), scope('tag', 'b', 10))).toBeGreaterThan(0);
    expect(compareScopes(scope('tag', 'a', 10), scope('tag', 'b', 20))).toBeLessThan(0);
    expect(compareScopes(scope('tag', 'a', 10), scope('tag', 'b', 10))).toBe(0);
  });

  it.each([
    ['everywhere', UNIVERSAL],
    ['universal', UNIVERSAL],
    ['platform:paper', scope('platform', 'paper')],
    ['host:hetzner', scope('host', 'hetzner')],
    ['tag:skyblock', scope('tag', 'skyblock')],
    ['instance:BENT01', scope('instance', 'BENT01')],
    ['instance:a:b', scope('instance', 'a:b')],
  ] as const)('%s is read, and shown as it is written', (text, wanted) => {
    expect(parseScope(text)).toEqual(wanted);
    expect(showScope(wanted)).toBe(text === 'universal' ? 'everywhere' : text);
  });

  it.each(['', 'BENT01', 'host', 'host:', 'server:x', 'universal:x', ':x', 'everywhere:'])(
    '%s is none',
    (text) => expect(parseScope(text)).toBeUndefined(),
  );

  it('cover an instance by what it is, also by an older name', () => {
    const covering = [
      UNIVERSAL,
      scope('platform', 'paper'),
      scope('host', 'hetzner'),
      scope('tag', 'skyblock'),
      scope('instance', 'BENT01'),
      scope('instance', 'old'),
    ];
    for (const one of covering) expect(scopeCovers(one, bent), showScope(one)).toBe(true);
    for (const kind of ['platform', 'host', 'tag', 'instance'] as const)
      expect(scopeCovers(scope(kind, 'x'), bent)).toBe(false);
    expect(scopeCovers(scope('instance', 'old'), { ...bent, aliases: undefined })).toBe(false);
  });

  it('everywhere is the widest of all', () =>
    expect(UNIVERSAL).toEqual({ kind: 'universal', name: '', priority: 0 }));
});
