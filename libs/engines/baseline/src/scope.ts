import { answersTo, type FleetInstance } from '@archivesmp/fleet';

/** From the widest to the narrowest; the narrower wins. Tags among themselves are ordered by their declared priority. */
export const SCOPE_KINDS = ['universal', 'platform', 'host', 'tag', 'instance'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** Where a statement holds. `name` is empty for `universal`; `priority` counts between tags only. */
export interface Scope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly priority: number;
}

export const UNIVERSAL: Scope = { kind: 'universal', name: '', priority: 0 };

/** `everywhere`, or `platform:paper`, `host:hetzner`, `tag:skyblock`, `instance:BENT01`. */
export function showScope(scope: Scope): string {
  return scope.kind === 'universal' ? 'everywhere' : `${scope.kind}:${scope.name}`;
}

export function parseScope(text: string): Scope | undefined {
  if (text === 'everywhere' || text === 'universal') return UNIVERSAL;
  const colon = text.indexOf(':');
  const kind = SCOPE_KINDS.find((candidate) => candidate === text.slice(0, colon));
  const name = text.slice(colon + 1);
  return kind === undefined || kind === 'universal' || name === '' ? undefined : { kind, name, priority: 0 };
}

export function scopeCovers(scope: Scope, instance: FleetInstance): boolean {
  switch (scope.kind) {
    case 'universal':
      return true;
    case 'platform':
      return scope.name === instance.platform;
    case 'host':
      return scope.name === instance.host;
    case 'tag':
      return instance.tags.includes(scope.name);
    case 'instance':
      return answersTo(instance, scope.name);
  }
}

/** Positive when `left` wins over `right`, 0 when neither does. */
export function compareScopes(left: Scope, right: Scope): number {
  const byKind = SCOPE_KINDS.indexOf(left.kind) - SCOPE_KINDS.indexOf(right.kind);
  return byKind !== 0 ? byKind : left.priority - right.priority;
}
