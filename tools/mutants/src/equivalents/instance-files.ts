import type { EquivalentMutant } from './equivalent-mutant.js';

export const IN_INSTANCE_FILES: readonly EquivalentMutant[] = [
  {
    file: 'libs/adapters/instance-files/src/jail.ts',
    line: 'const here = BY_DESCRIPTOR ? `/proc/self/fd/${descriptor}` : plainPath;',
    change: 'condition: BY_DESCRIPTOR → true',
    reason:
      'It is true wherever there is /proc; the other branch is for systems without, where no test of ours runs.',
  },
  {
    file: 'libs/adapters/instance-files/src/jail.ts',
    line: 'const real = BY_DESCRIPTOR',
    change: 'condition: BY_DESCRIPTOR → true',
    reason:
      'It is true wherever there is /proc; the other branch is for systems without, where no test of ours runs.',
  },
  {
    file: 'libs/adapters/instance-files/src/apply/order-applier.ts',
    line: 'for (const made of [...folders].sort().toReversed()) {',
    change: 'call: [...folders].sort() → [...folders]',
    reason: 'Both lists are sorted, and what an order makes never holds what an earlier one made.',
  },
  {
    file: 'libs/adapters/instance-files/src/apply/state-care.ts',
    line: "setAside({ kind, file, instanceId = '' }: MovableStateFile): Promise<string | undefined> {",
    change: "text: '' → 'mutated'",
    reason: 'Only the name of a queue that no instance has: instances are named by UUIDs.',
  },
  {
    file: 'libs/adapters/instance-files/src/discover-instances.ts',
    line: "const names = folder === '' ? top : await namesIn(jail, folder);",
    change: "condition: folder === '' → false",
    reason: 'It only spares a second look at the folder that was looked at already.',
  },
  {
    file: 'libs/adapters/instance-files/src/file-name.ts',
    line: 'if (!SUSPICIOUS.test(whole)) return whole;',
    change: 'condition: !SUSPICIOUS.test(whole) → false',
    reason: 'A short way for nearly all names; the look at each character gives the same answer.',
  },
  {
    file: 'libs/adapters/instance-files/src/file-name.ts',
    line: 'for (let offset = 0; offset < name.length;) {',
    change: 'comparison: < → <=',
    reason: 'Nothing stands behind the last byte, and nothing is written for it.',
  },
];
