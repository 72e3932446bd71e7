import { expect, it } from 'vitest';
import { causeText } from './cause-words.js';
import type { CauseView } from './finding.js';
import { CAUSES } from './vocabulary.js';

const from = '2026-11-21T07:00:00.000Z';
const to = '2026-11-21T08:00:00.000Z';
const causeWith = (cause: CauseView): string => causeText(cause, (iso) => iso.slice(11, 16));

it('is shown in words, with what proves it', () => {
  expect(causeWith({ kind: 'changed_between', from, to })).toBe(
    'changed in between (07:00 – 08:00), not known by whom: by hand, a command or a running plugin',
  );
  expect(causeWith({ kind: 'at_start', from, to })).toBe(
    'rewritten by the server or a plugin at a start (07:00 – 08:00)',
  );
  expect(causeWith({ kind: 'update', from, to })).toBe('the plugin was updated in between (07:00 – 08:00)');
  expect(causeWith({ kind: 'our_change', deploymentId: 'd1' })).toBe('written by our deployment d1');
  expect(causeWith({ kind: 'our_change', deploymentId: 'd1', isRollback: true })).toBe(
    'put back by our rollback d1',
  );
  expect(causeWith({ kind: 'start_between', from, to })).toBe(
    'changed in between (07:00 – 08:00); the server was started in between, so it may have been the server, a plugin or a person',
  );
  expect(causeWith({ kind: 'desired_changed', version: 17 })).toBe('new baseline or deviation (version 17)');
  expect(causeWith({ kind: 'first_look' })).toBe('never seen before');
});

it('says no more than is known', () => {
  expect(causeWith({ kind: 'unknown' })).toBe('');
  expect(causeWith({ kind: 'our_change' })).toBe('written by deployments of ours');
  expect(causeWith({ kind: 'our_change', isRollback: true })).toBe('put back by rollbacks of ours');
  expect(causeWith({ kind: 'desired_changed' })).toBe('new baseline or deviation');
  expect(causeWith({ kind: 'at_start', from })).toBe('rewritten by the server or a plugin at a start');
  expect(CAUSES.filter((kind) => causeWith({ kind }) === '')).toEqual(['unknown']);
});
