import type { DeploymentControl } from '@archivesmp/contracts/deployment';
import type { DeploymentState, InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { ControlDeployment } from './control-deployment.js';

type Parts = ConstructorParameters<typeof ControlDeployment>;
interface Line {
  readonly instanceId: string;
  readonly instance: string;
  state: InstanceChangeState;
}

/** One deployment in memory. What a transaction wrote is there only when it ended well. */
function aDeployment(state: DeploymentState, ...states: InstanceChangeState[]) {
  let view = {
    state,
    instances: states.map((one, index): Line => ({
      instanceId: `${index}`,
      instance: `SMP${index}`,
      state: one,
    })),
  };
  const written: string[] = [];
  const published: string[] = [];
  const history = {
    transaction: async (work: (sql: object) => Promise<unknown>) => {
      const before = [structuredClone(view), written.length] as const;
      try {
        return await work({});
      } catch (error) {
        view = before[0];
        written.length = before[1];
        throw error;
      }
    },
  };
  const deployments = {
    moveDeploymentState: async (
      _id: string,
      {
        from,
        to,
        reason,
        wake = false,
      }: { from: string | string[]; to: DeploymentState; reason: string; wake?: boolean },
    ) => {
      if (![from].flat().includes(view.state)) throw new Error(`it is ${view.state}`);
      view.state = to;
      written.push(`${to}: ${reason}${wake ? ', wakes' : ''}`);
    },
  };
  const lines = {
    moveInstanceState: async (_id: string, instanceId: string, { to }: { to: InstanceChangeState }) => {
      view.instances[Number(instanceId)]!.state = to;
    },
  };
  const reads = { getDeployment: async () => view };
  const events = { publishFleetEvent: async (name: string) => void published.push(name) };
  const audit = { recordAuditedAction: async (_who: object, action: string) => void written.push(action) };
  const parts = [history, deployments, lines, reads, events, audit, { warn: () => undefined }];
  const control = new ControlDeployment(...(parts as unknown as Parts));
  const act = (action: DeploymentControl['action']) =>
    control.controlDeployment('d', { action }, { name: 'mia' } as never, {} as never);
  return { act, written, published, states: () => [view.state, ...view.instances.map((one) => one.state)] };
}

describe('controlling a deployment', () => {
  it('pauses one that runs, tells pages of it, and wakes nobody', async () => {
    const one = aDeployment('running', 'applying');
    expect(await one.act('pause')).toMatchObject({ state: 'paused' });
    expect(one.written).toEqual(['paused: pause by mia', 'deployment.pause']);
    expect(one.published).toEqual(['deployment.changed']);
  });

  it.each([['running'], ['paused'], ['flagged']] as const)(
    'stops one that is %s, and it goes on undoing',
    async (from) => {
      const one = aDeployment(from, 'passed');
      await one.act('stop-and-undo');
      expect(one.written[0]).toBe('stopping: stop-and-undo by mia, wakes');
    },
  );

  it('goes on where every verdict is clear', async () => {
    const one = aDeployment('paused', 'passed', 'queued');
    await one.act('resume');
    expect(one.states()).toEqual(['running', 'passed', 'queued']);
    expect(one.written).toEqual(['running: resumed by mia, wakes', 'deployment.resume']);
  });

  it('does not go on past an unclear verdict, names the instance, and leaves everything as it was', async () => {
    const one = aDeployment('paused', 'passed', 'inconclusive');
    await expect(one.act('resume')).rejects.toMatchObject({
      code: 'deployment.not-steerable',
      detail: expect.stringContaining('SMP1') as string,
    });
    expect(one.states()).toEqual(['paused', 'passed', 'inconclusive']);
    expect([one.written, one.published]).toEqual([[], []]);
  });

  it('takes what is unclear as passed when a person accepts it, and nothing else', async () => {
    const one = aDeployment('paused', 'inconclusive', 'unwell', 'inconclusive');
    await one.act('accept');
    expect(one.states()).toEqual(['running', 'passed', 'unwell', 'passed']);
    expect(one.written).toEqual(['running: accepted by mia, wakes', 'deployment.accept']);
  });

  it('records nothing of an action that the state does not allow', async () => {
    const one = aDeployment('succeeded', 'passed');
    for (const action of ['pause', 'resume', 'accept', 'stop-and-undo'] as const)
      await expect(one.act(action)).rejects.toThrow('it is succeeded');
    expect([one.written, one.published]).toEqual([[], []]);
  });
});
