import { FINDING_KINDS, type FindingKind, type Severity } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import { KIND_SEVERITY } from './severity.js';

it('a new kind of finding does not compile until it says how urgent it is', () => {
  // @ts-expect-error it has no severity
  const more: Readonly<Record<FindingKind | 'one more', Severity>> = KIND_SEVERITY;
  expect(Object.keys(more).sort()).toEqual([...FINDING_KINDS].sort());
});
