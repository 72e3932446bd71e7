import type { Effect } from '@archivesmp/rollout';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from './carry-out.js';

const move = (instanceId: string, to: 'applied' | 'restarting'): Effect => ({
  ...{ kind: 'move-instance', instanceId, from: 'applying', to },
});

describe('what is told of a deployment after its effects', () => {
  it('is where it stands, and where each instance came to last', () => {
    const effects: Effect[] = [
      { kind: 'move-deployment', from: 'waiting', to: 'running' },
      move('a', 'applied'),
      move('a', 'restarting'),
      move('b', 'applied'),
    ];
    expect(outcomeOf(effects, 'waiting')).toEqual({
      state: 'running',
      moved: [
        { instanceId: 'a', state: 'restarting' },
        { instanceId: 'b', state: 'applied' },
      ],
      freed: [],
    });
    expect(outcomeOf([], 'paused')).toEqual({ state: 'paused', moved: [], freed: [] });
  });

  it('names what nobody holds any more, and not what was claimed again', () => {
    const effects: Effect[] = [
      { kind: 'release-lease', instanceId: 'a', fence: 1 },
      { kind: 'release-lease', instanceId: 'b', fence: 1 },
      { kind: 'acquire-lease', instanceId: 'b', fence: 2 },
    ];
    expect(outcomeOf(effects, 'running').freed).toEqual(['a']);
  });
});
