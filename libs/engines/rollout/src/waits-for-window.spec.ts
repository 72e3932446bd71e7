import { DEPLOYMENT_KINDS } from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { waitsForWindow } from './waits-for-window.js';

describe('change windows', () => {
  it('hold back whatever changes a server or disturbs its players', () => {
    const held = DEPLOYMENT_KINDS.filter((kind) => waitsForWindow(kind, false));
    expect(held).toEqual(['apply', 'restart', 'stop', 'start']);
  });

  it('hold back nothing that takes something back', () => {
    expect(DEPLOYMENT_KINDS.filter((kind) => waitsForWindow(kind, true))).toEqual([]);
  });
});
