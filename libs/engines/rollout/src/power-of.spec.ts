import {
  INSTANCE_CHANGE_TRANSITIONS,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { powerOf, STATE_OF_POWER } from './power-of.js';

describe('what is done to the power of a server', () => {
  it('is told by the state of its instance, forward and back', () => {
    const states = Object.keys(INSTANCE_CHANGE_TRANSITIONS) as InstanceChangeState[];
    const powers = states.flatMap((state) => {
      const power = powerOf(state);
      return power === undefined ? [] : [[state, power] as const];
    });
    expect(Object.fromEntries(powers)).toEqual({
      restarting: { action: 'restart', isBack: false },
      stopping: { action: 'stop', isBack: false },
      starting: { action: 'start', isBack: false },
      'starting-again': { action: 'start', isBack: true },
      'stopping-back': { action: 'stop', isBack: true },
      'restarting-back': { action: 'restart', isBack: true },
      'starting-back': { action: 'start', isBack: true },
    });
  });

  it('on the way forward is waited for in the state that is named after it', () => {
    expect(STATE_OF_POWER).toEqual({ restart: 'restarting', stop: 'stopping', start: 'starting' });
  });
});
